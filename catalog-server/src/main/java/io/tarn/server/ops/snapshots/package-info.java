/** Commits, and how storage follows them. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.snapshots;
