/** Tags and consumers: they live in storage, where clients write them as well, and are read from there each time. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.tags;
