package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers commit and change tables while the broker that is told, and the server that tells, are killed and come back. Every
 * acknowledged change is in the topic, under the id of its object, and those of one object in their order.
 */
class KafkaIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String TOPIC = "lake.changes";
    private static final String MARK = "everything_is_done";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void everyChangeIsInTheTopicInOrderThoughBrokerAndServerAreKilled() throws IOException {
        try (KafkaBroker broker = KafkaBroker.start(directory);
                ServerProcess server = server(broker);
                KafkaConsumer<String, String> consumer = consumer(broker)) {
            beginning(server, consumer);
            List<ConsumerRecord<String, String>> read = new ArrayList<>();
            long start = System.nanoTime();
            try (FeedWriters writers = new FeedWriters(List.of(server), server.token(), 40)) {
                writers.start(TestSettings.seed());
                pause();
                broker.kill();
                pause();
                broker.start();
                pause();
                server.kill();
                server.start();
                pause();
                writers.stop();
                writers.mark(MARK);
                Set<String> told = readToTheMark(consumer, read);
                assertThat(told).containsAll(writers.acknowledged);
                assertThat(alters(read))
                        .allSatisfy((table, count) -> assertThat(count)
                                .isGreaterThanOrEqualTo(
                                        writers.alters.get(table).get()));
            }
            checkRecords(read);
            System.out.printf(
                    "%d records of %d events in %d ms, a broker and a server killed%n",
                    read.size(),
                    read.stream()
                            .map(KafkaIT::json)
                            .map(json -> json.get("id"))
                            .distinct()
                            .count(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
    }

    private static void pause() {
        long seconds = Math.max(1, TestSettings.number("tarn.it.seconds") / 10);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }

    private ServerProcess server(KafkaBroker broker) {
        return ServerProcess.start(
                directory,
                StoreKind.H2.create(),
                List.of(new CatalogSettings(
                        ServerProcess.CATALOG, directory.resolve("warehouse"), "unique", List.of())),
                """
                feed:
                  kafka:
                    - name: changes
                      topic: %s
                      bootstrap-servers: ["%s"]
                      properties: {compression.type: zstd}
                      kinds: [table]
                """.formatted(TOPIC, broker.address()));
    }

    private static KafkaConsumer<String, String> consumer(KafkaBroker broker) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()), new StringDeserializer(), new StringDeserializer());
        consumer.assign(IntStream.range(0, KafkaBroker.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    /** It is sent what is changed from when it begins: tables are made until one is told of. */
    private static void beginning(ServerProcess server, KafkaConsumer<String, String> consumer) {
        CatalogApi api = new CatalogApi(server.uri(), server.token());
        long end = System.nanoTime() + LIMIT.toNanos();
        for (int made = 0; consumer.poll(Duration.ofMillis(200)).isEmpty(); made++) {
            assertThat(System.nanoTime()).isLessThan(end);
            String body = """
                    {"identifier":{"database":"default","object":"begin%d"},"schema":{"fields":[{"id":0,"name":"id",
                     "type":"INT"}],"partitionKeys":[],"primaryKeys":[],"options":{},"comment":""}}
                    """.formatted(made);
            assertThat(api.send("POST", "databases/default/tables", body).statusCode())
                    .isEqualTo(200);
        }
    }

    /** What was told, as the writers put it. */
    private static Set<String> readToTheMark(
            KafkaConsumer<String, String> consumer, List<ConsumerRecord<String, String>> read) {
        Set<String> told = new HashSet<>();
        long end = System.nanoTime() + LIMIT.toNanos();
        // Others of its partitions may come after it.
        int quiet = 0;
        while (quiet < 3) {
            assertThat(System.nanoTime()).as("read by then: %s", told.size()).isLessThan(end);
            List<ConsumerRecord<String, String>> more = new ArrayList<>();
            consumer.poll(Duration.ofMillis(300)).forEach(more::add);
            more.forEach(record -> told.add(text(json(record))));
            read.addAll(more);
            quiet = more.isEmpty() && told.contains("CREATE_TABLE " + MARK) ? quiet + 1 : 0;
        }
        return told;
    }

    private static String text(JsonNode json) {
        JsonNode event = json.get("data");
        String text =
                event.get("operation").asText() + " " + event.at("/object/name").asText();
        return event.get("operation").asText().equals("COMMIT_SNAPSHOT")
                ? text + " " + event.get("newSnapshotId").asLong() + " "
                        + event.at("/commit/commitIdentifier").asLong()
                : text;
    }

    private static Map<String, Long> alters(List<ConsumerRecord<String, String>> read) {
        return read.stream()
                .map(KafkaIT::json)
                .filter(json -> json.at("/data/operation").asText().equals("ALTER_TABLE"))
                .collect(Collectors.toMap(json -> json.get("id").asText(), json -> json, (one, again) -> one))
                .values()
                .stream()
                .collect(Collectors.groupingBy(
                        json -> json.at("/data/object/name").asText(), Collectors.counting()));
    }

    /** Of what comes twice, the first counts. */
    private static void checkRecords(List<ConsumerRecord<String, String>> read) {
        Set<String> ids = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        Set<Integer> partitions = new HashSet<>();
        for (ConsumerRecord<String, String> record : read) {
            JsonNode json = json(record);
            assertThat(record.key()).isEqualTo(json.at("/data/object/id").asText());
            assertThat(new String(record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                    .startsWith("application/cloudevents+json");
            assertThat(json.get("specversion").asText()).isEqualTo("1.0");
            partitions.add(record.partition());
            if (ids.add(json.get("id").asText())) {
                long cursor = json.at("/data/cursor").asLong();
                assertThat(cursor)
                        .as("after what came before it of the same object: %s", json)
                        .isGreaterThan(last.getOrDefault(record.key(), 0L));
                last.put(record.key(), cursor);
            }
        }
        assertThat(partitions).hasSize(KafkaBroker.PARTITIONS);
    }

    private static JsonNode json(ConsumerRecord<String, String> record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException e) {
            throw new IllegalStateException(record.value(), e);
        }
    }
}
