/** Iceberg's REST catalog protocol, under {@code /iceberg}. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.iceberg;
