/** Copies of the embedded database, made while it is used. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.backup;
