/** The only package that uses Paimon's classes: its rules for schemas, and its reading of manifests. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.paimonlib;
