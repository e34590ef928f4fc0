/**
 * What Hive's metastore says of Paimon's tables. Loaded by its own class loader: of the server it sees {@code io.tarn.plugin} and
 * nothing else.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.plugin.hive;
