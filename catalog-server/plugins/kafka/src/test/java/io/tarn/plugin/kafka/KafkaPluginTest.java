package io.tarn.plugin.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.plugin.RecordSink;
import io.tarn.plugin.RecordSink.Outgoing;
import io.tarn.plugin.RecordSink.Taken;
import io.tarn.plugin.RecordSinkPlugin.Settings;
import io.tarn.plugin.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plugin refuses, and what it does while nobody answers. */
class KafkaPluginTest {
    private static RecordSink open(int port, Map<String, String> properties) {
        return new KafkaPlugin().open(new Settings("mine", "changes", List.of("127.0.0.1:" + port), properties));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "compresion.type|gzip|has no property 'compresion.type'",
                "acks|1|'acks' cannot be set",
                "enable.idempotence|false|'enable.idempotence' cannot be set",
                "transactional.id|x|'transactional.id' cannot be set",
                "partitioner.class|org.example.Mine|'partitioner.class' cannot be set",
                "bootstrap.servers|elsewhere:9092|'bootstrap.servers' cannot be set",
                "linger.ms|soon|linger.ms",
                "compression.type|rar|compression.type",
                "security.protocol|TELNET|security.protocol"
            })
    void aPropertyThatCannotBeUsedIsNamed(String key, String value, String said) {
        assertThatThrownBy(() -> open(9, Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said);
    }

    @Test
    void whatIsWrongWithASecretIsSaidWithoutIt() {
        Map<String, String> properties = Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=tarn password=open sesame");
        assertThatThrownBy(() -> open(9, properties))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("sasl.jaas.config")
                .hasMessageNotContaining("sesame");
        assertThat(new Settings("mine", "changes", List.of(), properties).toString())
                .doesNotContain("sesame");
    }

    @Test
    void aTrustStoreThatIsNotThereIsNamed() {
        assertThatThrownBy(() ->
                        open(9, Map.of("security.protocol", "SSL", "ssl.truststore.location", "/nowhere/trust.jks")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("/nowhere/trust.jks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lz4", "snappy", "zstd"})
    void everyWayToCompressIsThere(String compression) {
        try (RecordSink sink = open(9, Map.of("compression.type", compression))) {
            assertThat(sink).isNotNull();
        }
    }

    @Test
    void nothingIsTakenWhileNobodyAnswersAndAStopEndsTheWait() throws Exception {
        try (ServerSocket silent = silent()) {
            RecordSink sink = open(silent.getLocalPort(), Map.of());
            List<Outgoing> records = IntStream.range(0, 250)
                    .mapToObj(i -> new Outgoing("id" + i, "key", "{}", "application/json"))
                    .toList();
            long start = System.nanoTime();
            Taken taken = sink.send(records);
            assertThat(taken.count()).isZero();
            assertThat(taken.why()).contains("changes");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));

            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            CompletableFuture<Taken> waiting = CompletableFuture.supplyAsync(() -> {
                Taken second = sink.send(records);
                interrupted.complete(Thread.currentThread().isInterrupted());
                return second;
            });
            // It has begun when the broker that says nothing was asked once more.
            silent.accept();
            silent.accept();
            long stop = System.nanoTime();
            sink.close();
            assertThat(waiting.get(10, TimeUnit.SECONDS).count()).isZero();
            // Less than a producer waits by itself, which is five seconds.
            assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(Duration.ofSeconds(4));
            assertThat(interrupted.get()).isFalse();
            assertThat(sink.send(records).count()).isZero();
        }
    }

    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }
}
