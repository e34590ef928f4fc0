package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestStores;
import io.tarn.server.model.TableName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** H2 alone acknowledges commits that a killed process then loses, when several threads commit; the store must not. */
class EmbeddedStoreCrashTest {
    @TempDir
    private Path directory;

    @RepeatedTest(5)
    void whatWasAcknowledgedSurvivesAKilledProcess() throws Exception {
        assertNothingIsLost();
    }

    @Tag("full")
    @RepeatedTest(60)
    void whatWasAcknowledgedSurvivesManyKilledProcesses() throws Exception {
        assertNothingIsLost();
    }

    private void assertNothingIsLost() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        directory.toString(),
                        "400")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(writer.waitFor()).isEqualTo(137);
        List<String> acknowledged = output.lines()
                .filter(line -> line.matches("[0-9a-f-]{36} [0-9]+"))
                .toList();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(400);

        try (Store store = TestStores.embedded(directory)) {
            assertThat(acknowledged).allMatch(line -> isThere(store, line));
        }
    }

    private static boolean isThere(Store store, String line) {
        List<String> parts = List.of(line.split(" ", 2));
        return store.read(tx ->
                        tx.schemas().find(UUID.fromString(parts.get(0)), TableName.MAIN, Long.parseLong(parts.get(1))))
                .isPresent();
    }
}
