/**
 * Branches of tables, and the other changes of a table's history: rollback of data and of schemas. Each decides in one
 * transaction, together with a plan of the files, which {@link io.tarn.server.ops.snapshots.SettleFiles} then brings.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.branches;
