/** Partitions: kept from commits, counted again when history changes, and read without touching storage. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.partitions;
