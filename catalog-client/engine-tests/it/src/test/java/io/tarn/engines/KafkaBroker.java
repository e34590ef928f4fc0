package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.schema.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A broker of Kafka in a JVM of its own, which can be killed and started again. Topics come by themselves, of 3 partitions. */
final class KafkaBroker implements AutoCloseable {
    static final int PARTITIONS = 3;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path configuration;
    private final int port;
    private ChildProcess process;

    private KafkaBroker(Path configuration, int port) {
        this.configuration = configuration;
        this.port = port;
    }

    static KafkaBroker start(Path directory) throws IOException {
        int port = Ports.next();
        int control = Ports.next();
        Path configuration = Files.writeString(directory.resolve("kafka.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                log.dirs=%3$s
                num.partitions=%4$d
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                """.formatted(
                        port, control, directory.resolve("kafka"), PARTITIONS));
        KafkaBroker broker = new KafkaBroker(configuration, port);
        try (ChildProcess format = broker.run(
                "kafka.tools.StorageTool", "format", "-t", "4L6g3nShT-eMCtK--X86sw", "-c", configuration.toString())) {
            assertThat(format.awaitExit(LIMIT)).as("log is %s", format.log()).isZero();
        }
        broker.start();
        return broker;
    }

    void start() {
        process = run("kafka.Kafka", configuration.toString());
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .failFast("the broker ended; its log is " + process.log(), () -> !process.isAlive())
                .until(() -> Ports.answers(port));
    }

    private ChildProcess run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-Xmx384m", "-cp", ClassPaths.of("kafka-broker"), program));
        command.addAll(List.of(arguments));
        return ChildProcess.java("kafka", command, Map.of(), line -> {});
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void kill() {
        process.close();
    }

    @Override
    public void close() {
        process.close();
    }
}
