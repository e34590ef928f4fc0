package io.tarn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of a run at its shortest. What comes out of it is no measurement, so only that it is whole is asked. */
class BenchIT {
    @TempDir
    private Path out;

    @Test
    void aShortRunLeavesAWholeReport() throws Exception {
        assertThat(Bench.run(
                        "--store",
                        "h2",
                        "--rows",
                        "commits-distinct,reads-snapshot-8",
                        "--seconds",
                        "1",
                        "--warm-up",
                        "1",
                        "--out",
                        out.toString()))
                .isTrue();

        JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
        assertThat(report.at("/machine/cores").asInt()).isPositive();
        assertThat(report.at("/machine/database h2").asText()).startsWith("H2 ");
        assertThat(report.get("failures")).isEmpty();
        assertThat(report.get("rows"))
                .extracting(row -> row.get("key").asText())
                .containsExactly("commits-distinct", "reads-snapshot-8");
        assertThat(report.get("rows")).allSatisfy(row -> {
            assertThat(row.get("sides").size()).isGreaterThan(1);
            assertThat(row.get("sides")).allSatisfy(side -> {
                assertThat(side.get("perSecond").asDouble()).isPositive();
                assertThat(side.get("p99Millis").asDouble()).isPositive();
            });
            assertThat(row.get("goals"))
                    .allSatisfy(goal -> assertThat(goal.get("ratio").asDouble()).isNotNegative());
            assertThat(row.get("goals")).isNotEmpty();
        });
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("<svg", "reads-snapshot-8 on h2", "bare Javalin with a point select")
                // A second is not enough to be warm.
                .contains("Tarn: JVMs still spend")
                .doesNotContain("http://", "https://", "<script");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> Bench.run("--rows", "nothing", "--out", out.toString()))
                .hasMessageContaining("commits-distinct");
        assertThatThrownBy(() -> Bench.run("--store", "oracle")).hasMessageContaining("h2 or mariadb");
        assertThatThrownBy(() -> Bench.run("--second", "1")).hasMessageContaining("--seconds");
        assertThatThrownBy(() -> Bench.run("--seconds", "0")).hasMessageContaining("from 1 to 9999");
    }
}
