/** Iceberg's metadata; with the packages below it the only one that uses Iceberg's classes. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.iceberglib;
