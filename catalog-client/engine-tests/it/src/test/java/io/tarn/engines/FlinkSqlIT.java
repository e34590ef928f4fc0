package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every Flink that Tarn supports runs the same script, which asserts what it reads. What a version of the client cannot
 * do is listed, and fails exactly as listed.
 */
class FlinkSqlIT {

    private static final List<String> TABLE = new ArrayList<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** The rest. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"FLINK_1_20, H2", "FLINK_2_0_PAIMON_1_4, H2", "FLINK_2_0, H2"})
    void everyOtherClientDoesSoAsWell(Engine engine, StoreKind store) {
        everyStatementDoesWhatTheScriptPromises(engine, store);
    }

    /** The newest client. */
    @ParameterizedTest
    @CsvSource("FLINK_2_0, MARIADB")
    void everyStatementDoesWhatTheScriptPromises(Engine engine, StoreKind store) {
        long start = System.nanoTime();
        Path allowed = directory.resolve("allowed");
        CatalogSettings catalog =
                new CatalogSettings(ServerProcess.CATALOG, directory.resolve("warehouse"), "unique", List.of(allowed));
        try (ServerProcess server = ServerProcess.start(directory, store.create(), List.of(catalog));
                EngineProcess flink = EngineProcess.start(
                        engine,
                        "SqlScript",
                        server.uri(),
                        server.token(),
                        "--to-the-end",
                        "allowed=file:" + allowed,
                        script("shop"))) {
            int exitCode = flink.awaitExit(Duration.ofMinutes(8));

            assertThat(exitCode).as(flink.describe("ended")).isZero();
            List<JsonNode> steps = flink.lines();
            List<JsonNode> failed =
                    steps.stream().filter(step -> !step.get("ok").asBoolean()).toList();
            ClientLimits limits = ClientLimits.of(engine);
            assertThat(failed)
                    .as("failures that are not the client's")
                    .allMatch(step -> limits.explain(
                            step.path("step").asText(), step.get("error").asText()));
            assertThat(failed)
                    .as("the client may have learnt what is no longer here: take it off the list")
                    .extracting(step -> step.get("step").asText())
                    .containsExactlyInAnyOrderElementsOf(limits.steps());
            TABLE.add(row(engine.module(), store, steps.size(), failed.size(), System.nanoTime() - start));
        }
    }

    private static String row(String engine, StoreKind store, int steps, int failed, long nanos) {
        return String.format(
                Locale.ROOT,
                "%-24s %-8s %6d %7d %25d %8d",
                engine,
                store,
                steps,
                steps - failed,
                failed,
                Duration.ofNanos(nanos).toSeconds());
    }

    @AfterAll
    static void printTable() {
        System.out.printf("engine                   store     steps  passed  failed by client version  seconds%n");
        TABLE.forEach(System.out::println);
    }

    static String script(String name) {
        try {
            URL resource = Objects.requireNonNull(FlinkSqlIT.class.getResource("/sql/" + name + ".sql"));
            return Path.of(resource.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
