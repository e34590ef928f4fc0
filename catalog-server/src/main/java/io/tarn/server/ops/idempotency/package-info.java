/** Requests that change something once, however often they are sent. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.idempotency;
