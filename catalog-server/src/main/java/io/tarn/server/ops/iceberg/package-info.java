/** Iceberg's tables: what a caller can do with them. What their metadata says is opaque here, see {@link io.tarn.server.ops.iceberg.TableDocuments}. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.iceberg;
