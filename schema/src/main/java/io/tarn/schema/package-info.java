/** The SQL migrations of the catalog database, and what runs them. */
@org.jspecify.annotations.NullMarked
package io.tarn.schema;
