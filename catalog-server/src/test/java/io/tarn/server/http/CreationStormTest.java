package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many jobs that all begin with creating the same tables if they do not exist: creations share transactions. */
class CreationStormTest {
    private static final int JOBS = 16;
    private static final List<String> TABLES =
            IntStream.range(0, 30).mapToObj(i -> "t%02d".formatted(i)).toList();

    @TempDir
    Path directory;

    @Test
    void everyTableIsMadeOnce() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            storm(List.of(api));
        }
    }

    @Test
    void everyTableIsMadeOnceThroughTwoServers() throws Exception {
        try (DatabaseServer database = MariaDbServer.start();
                TestServer first = TestServer.replica(directory, database, "creations");
                TestServer second = TestServer.replica(directory, database, "creations")) {
            storm(List.of(Api.of(first.port(), first.rootToken()), Api.of(second.port(), first.rootToken())));
        }
    }

    private static void storm(List<Api> servers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(JOBS);
        try {
            List<Future<List<String>>> jobs = new ArrayList<>();
            for (int job = 0; job < JOBS; job++) {
                Api api = servers.get(job % servers.size());
                Random order = new Random(job);
                jobs.add(threads.submit(() -> createAll(api, order)));
            }
            List<String> made = new ArrayList<>();
            for (Future<List<String>> job : jobs) {
                made.addAll(job.get());
            }
            assertThat(made).as("told that it is made").containsExactlyInAnyOrderElementsOf(TABLES);
        } finally {
            threads.shutdownNow();
        }
        for (Api api : servers) {
            assertThat(api.get(api.tables("default")).ok().json().get("tables"))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(TABLES);
            for (String table : TABLES) {
                Path place = Path.of(api.get(api.table(table))
                        .ok()
                        .json()
                        .get("path")
                        .asText()
                        .replaceFirst("^file:/*", "/"));
                assertThat(Files.exists(place.resolve("schema/schema-0")))
                        .as(table)
                        .isTrue();
            }
        }
    }

    /** @return which of them are this job's */
    private static List<String> createAll(Api api, Random order) {
        List<String> tables = new ArrayList<>(TABLES);
        Collections.shuffle(tables, order);
        List<String> made = new ArrayList<>();
        for (String table : tables) {
            Api.Answer answer = api.createTable(table);
            if (answer.status() == 200) {
                made.add(table);
            } else {
                answer.error(409, "TABLE");
            }
        }
        return made;
    }
}
