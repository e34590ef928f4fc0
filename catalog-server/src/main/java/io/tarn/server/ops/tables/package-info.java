/** Tables: their life from creation to the purge of their files. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.tables;
