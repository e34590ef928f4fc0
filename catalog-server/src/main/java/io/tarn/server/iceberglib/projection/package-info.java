/** Writes the metadata of tables that are shown as Iceberg tables. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.iceberglib.projection;
