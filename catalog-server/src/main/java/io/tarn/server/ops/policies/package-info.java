/** Row filters and column masks: who keeps them, what a caller sees through them, and what a table may not lose to them. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.policies;
