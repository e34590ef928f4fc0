/** gRPC: the services of {@code proto/}, which only translate. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.grpc;
