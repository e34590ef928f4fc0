package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.plugin.RecordSink;
import io.tarn.plugin.RecordSinkPlugin;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin for Kafka, as the server loads it. */
class KafkaPluginTest {
    private static final String SPI = "io.tarn.plugin";
    private static final String OWN = "io.tarn.plugin.kafka";

    private static PluginClassLoader loader() throws IOException {
        return PluginClassLoader.of(Path.of("plugins/kafka/target/plugin"), SPI, OWN);
    }

    @Test
    void thePluginIsFoundInItsFolderAndNowhereElse() throws IOException {
        try (PluginClassLoader loader = loader()) {
            assertThat(ServiceLoader.load(RecordSinkPlugin.class, loader)).hasSize(1);
        }
        assertThat(ServiceLoader.load(RecordSinkPlugin.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.tarn.server.Server",
                "io.tarn.auth.Caller",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "ch.qos.logback.classic.Logger",
                "org.apache.logging.log4j.Logger",
                "org.apache.log4j.Logger"
            })
    void itSeesNothingOfTheServerAndBringsNoLogger(String name) throws IOException {
        try (PluginClassLoader loader = loader()) {
            assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void theServerSeesNothingOfKafkaAndBothLogThroughOne() throws Exception {
        String producer = "org.apache.kafka.clients.producer.KafkaProducer";
        assertThatThrownBy(() -> Class.forName(producer)).isInstanceOf(ClassNotFoundException.class);
        try (PluginClassLoader loader = loader()) {
            assertThat(loader.loadClass(producer).getClassLoader()).isSameAs(loader);
            assertThat(loader.loadClass("org.slf4j.Logger")).isEqualTo(org.slf4j.Logger.class);
        }
    }

    @Test
    void itFindsItsOwnClassesWhoeverAsks() throws IOException {
        try (PluginClassLoader loader = loader()) {
            RecordSinkPlugin plugin = ServiceLoader.load(RecordSinkPlugin.class, loader)
                    .iterator()
                    .next();
            try (RecordSink sink = plugin.open(new RecordSinkPlugin.Settings(
                    "mine", "changes", List.of("127.0.0.1:9"), Map.of("compression.type", "zstd")))) {
                assertThat(sink.send(List.of()).count()).isZero();
            }
        }
    }

    @Test
    void withoutThePluginAServerThatIsToSendSaysWhereItIsLookedFor(@TempDir Path directory) {
        Config.Kafka topic = new Config.Kafka(
                "changes", "main", "changes", List.of("127.0.0.1:9"), Map.of(), "", "", List.of(), List.of());
        // Beside the classes of a test there are no plugins, as there would be in the distribution.
        assertThatThrownBy(() -> TestServer.sending(directory, new Config.Feed(7, List.of(), List.of(topic))))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("feed.kafka: the plugin 'kafka' is not in ")
                .hasMessageContaining("copy the folder plugins/kafka of the distribution there");
    }
}
