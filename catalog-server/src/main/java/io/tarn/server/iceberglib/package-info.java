/**
 * Iceberg's own rules: its metadata documents, and what commits require of them and change. With the package below it the only
 * one that uses Iceberg's classes.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.server.iceberglib;
