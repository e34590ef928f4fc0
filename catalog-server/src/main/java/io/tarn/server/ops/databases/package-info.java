/** Databases. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.databases;
