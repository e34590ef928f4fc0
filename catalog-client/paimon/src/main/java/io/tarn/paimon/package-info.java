/**
 * The plugin that an engine puts beside its Paimon client, for Flink, Spark and StarRocks and for every Paimon from 1.3 on:
 * ways to log in that renew themselves, the engine's user, and the proof that the plugin is there.
 *
 * <p>Java 8, no dependencies, and no class of Paimon's shaded libraries: the jar is compiled once against Paimon 1.3 and
 * runs in whatever brings its own.
 */
package io.tarn.paimon;
