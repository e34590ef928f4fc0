/** Functions. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.functions;
