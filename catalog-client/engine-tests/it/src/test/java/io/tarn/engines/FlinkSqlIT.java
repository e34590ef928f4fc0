package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every Flink that Tarn supports runs the same script, which asserts the rows it reads. */
class FlinkSqlIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @CsvSource({"FLINK_1_20, H2", "FLINK_1_20, MARIADB", "FLINK_2_0, H2", "FLINK_2_0, MARIADB"})
    void everyStatementDoesWhatTheScriptPromises(Engine engine, StoreKind store) {
        try (ServerProcess server = ServerProcess.start(directory, store.create());
                EngineProcess flink =
                        EngineProcess.start(engine, "SqlScript", server.uri(), server.token(), scripts(engine))) {
            int exitCode = flink.awaitExit(Duration.ofMinutes(4));

            assertThat(flink.lines())
                    .filteredOn(line -> !line.path("ok").asBoolean())
                    .isEmpty();
            assertThat(exitCode).as(flink.describe("ended")).isZero();
        }
    }

    private static String[] scripts(Engine engine) {
        return engine == Engine.FLINK_1_20
                ? new String[] {script("lake"), script("like-with-options")}
                : new String[] {script("lake")};
    }

    private static String script(String name) {
        try {
            URL resource = Objects.requireNonNull(FlinkSqlIT.class.getResource("/sql/" + name + ".sql"));
            return Path.of(resource.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
