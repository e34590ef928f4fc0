package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.SnapshotHistory.Commit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two writers of different Paimon versions commit to one table as fast as they can. */
class TwoWritersIT {

    private static final String TABLE = "shared.events";
    private static final int ROWS = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @CsvSource({"append, H2", "counted, MARIADB"})
    void noRowIsLostOrDoubled(String kind, StoreKind store) {
        int seconds = TestSettings.number("tarn.it.seconds");
        try (ServerProcess server = ServerProcess.start(directory, store.create());
                PaimonClient old = PaimonClient.start(Engine.PAIMON_1_3, "old", server.uri(), server.token());
                PaimonClient young = PaimonClient.start(Engine.PAIMON_2_0, "young", server.uri(), server.token())) {
            if (kind.equals("counted")) {
                old.createCountedTable(TABLE);
            } else {
                old.createAppendTable(TABLE);
            }
            old.startLoop(TABLE, seconds, ROWS);
            young.startLoop(TABLE, seconds, ROWS);
            Duration limit = Duration.ofSeconds(seconds + 60L);
            List<JsonNode> ofOld = old.finish(limit);
            List<JsonNode> ofYoung = young.finish(limit);

            assertThat(ofOld).as("commits of the old client").hasSizeGreaterThan(seconds);
            assertThat(ofYoung).as("commits of the young client").hasSizeGreaterThan(seconds);
            List<Commit> acknowledged = commits("old", ofOld);
            acknowledged.addAll(commits("young", ofYoung));
            assertThat(old.snapshots(TABLE).assertSound().commits()).containsExactlyInAnyOrderElementsOf(acknowledged);

            List<String> expected = rows("old", ofOld.size());
            expected.addAll(rows("young", ofYoung.size()));
            for (PaimonClient reader : List.of(old, young)) {
                assertThat(reader.read(TABLE)).map(Object::toString).containsExactlyInAnyOrderElementsOf(expected);
            }
            System.out.printf(
                    "%s table on %s: %d commits by Paimon 1.3 and %d by Paimon 2.0 in %d s%n",
                    kind, store, ofOld.size(), ofYoung.size(), seconds);
        }
    }

    private static List<Commit> commits(String writer, List<JsonNode> lines) {
        List<Commit> commits = new ArrayList<>();
        lines.forEach(
                line -> commits.add(new Commit(writer, line.get("committed").asLong(), "APPEND")));
        return commits;
    }

    private static List<String> rows(String writer, int commits) {
        List<String> rows = new ArrayList<>();
        for (int number = 1; number <= commits * ROWS; number++) {
            rows.add("[\"" + writer + "\"," + number + ",1]");
        }
        return rows;
    }
}
