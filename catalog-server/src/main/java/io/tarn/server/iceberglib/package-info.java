/** Iceberg's own rules: its metadata documents, and what commits require of them and change. The only package that uses its classes. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.iceberglib;
