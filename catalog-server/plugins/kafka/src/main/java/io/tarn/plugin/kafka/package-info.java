/** Records for Apache Kafka. Loaded by its own class loader: of the server it sees {@code io.tarn.plugin} and nothing else. */
@org.jspecify.annotations.NullMarked
package io.tarn.plugin.kafka;
