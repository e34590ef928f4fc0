/** The master key, and what is kept encrypted with it. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.secrets;
