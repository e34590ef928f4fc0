/** Who calls, and the principals and tokens behind it. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.principals;
