/** The only package that uses Paimon's classes: its rules for creating and changing schemas. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.schemas;
