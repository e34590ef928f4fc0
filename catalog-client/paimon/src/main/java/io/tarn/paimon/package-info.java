/**
 * The plugin that an engine puts beside its Paimon client, for Flink, Spark and StarRocks and for every Paimon from 1.3 on.
 *
 * <p>Without it, what a catalog says of rows and columns is as strong as the engine: a user's hint switches it off, Paimon
 * 1.3 does not know it at all, and statistics and system tables go around it. With it, {@code metastore=tarn} reads tables
 * through {@link io.tarn.paimon.PolicyTable}, which asks the catalog at each plan and evaluates the answer itself, the same
 * way on every version. Whatever it does not understand fails the query.
 *
 * <p>The auth providers also work with {@code metastore=rest}.
 *
 * <p>Java 8, no dependencies, and no class of Paimon's shaded libraries: the jar is compiled once against Paimon 1.3 and
 * runs in whatever brings its own.
 */
package io.tarn.paimon;
