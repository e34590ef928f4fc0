/** Spans for whoever traces requests through several services. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.tracing;
