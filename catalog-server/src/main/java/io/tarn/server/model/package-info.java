/** Records and pure rules of the catalog. Knows no protocol, no SQL, no storage. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.model;
