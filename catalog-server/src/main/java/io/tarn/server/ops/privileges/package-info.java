/** What is granted to whom, why somebody may do something, and the memory from which it is decided. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.privileges;
