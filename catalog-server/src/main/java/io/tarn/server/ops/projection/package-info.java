/** Paimon tables as read-only Iceberg tables: what can be shown exactly, and keeping the metadata that shows it. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.projection;
