/** Tarn's client for Java, over gRPC. */
@org.jspecify.annotations.NullMarked
package io.tarn.client;
