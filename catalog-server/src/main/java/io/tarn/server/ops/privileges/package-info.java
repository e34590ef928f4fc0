/** What is granted to whom, and the memory from which it is decided. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.privileges;
