package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.AnswerDroppingProxy.Passed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client whose commit was carried out but whose answer was lost sends the commit again. A refusal of the replay would
 * make the clients up to Paimon 1.3 delete files of the snapshot that they have committed.
 */
class ReplayIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static ServerProcess server;
    private static AnswerDroppingProxy proxy;

    @BeforeAll
    static void startServer() {
        server = ServerProcess.start(directory, StoreKind.H2.create());
        proxy = AnswerDroppingProxy.before(server.uri());
    }

    @AfterAll
    static void stopServer() {
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"PAIMON_1_2", "PAIMON_1_3", "PAIMON_2_0"})
    void aReplayedCommitCountsOnce(Engine engine) {
        String table = "replay.plain_" + engine.name().toLowerCase(Locale.ROOT);
        try (PaimonClient client = PaimonClient.start(engine, "writer", proxy.uri(), server.token())) {
            client.createAppendTable(table);
            client.commit(table, 3);
            List<Passed> replayed = commitsOf(() -> {
                proxy.dropNextCommitAnswer(() -> {});
                client.commit(table, 2);
            });
            client.commit(table, 1);

            assertReplayed(replayed);
            assertThat(client.read(table)).map(Object::toString).containsExactlyInAnyOrderElementsOf(rows("writer", 6));
            assertThat(client.snapshots(table).assertSound().commits()).hasSize(3);
            assertRowsBySnapshot(client, table, 3, 5, 6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"PAIMON_1_2", "PAIMON_1_3", "PAIMON_2_0"})
    void aReplayedCommitCountsOnceWhenAnotherWriterCameBetween(Engine engine) {
        String table = "replay.overtaken_" + engine.name().toLowerCase(Locale.ROOT);
        try (PaimonClient client = PaimonClient.start(engine, "writer", proxy.uri(), server.token());
                PaimonClient other = PaimonClient.start(Engine.PAIMON_1_3, "other", server.uri(), server.token())) {
            client.createAppendTable(table);
            client.commit(table, 3);
            List<Passed> replayed = commitsOf(() -> {
                proxy.dropNextCommitAnswer(() -> {
                    other.commit(table, 4);
                    other.commit(table, 1);
                });
                client.commit(table, 2);
            });
            client.commit(table, 1);

            assertReplayed(replayed);
            List<String> expected = new ArrayList<>(rows("writer", 6));
            expected.addAll(rows("other", 5));
            assertThat(client.read(table)).map(Object::toString).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(other.read(table)).map(Object::toString).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(client.snapshots(table).assertSound().commits()).hasSize(5);
            assertRowsBySnapshot(client, table, 3, 5, 9, 10, 11);
        }
    }

    private static List<Passed> commitsOf(Runnable action) {
        int before = proxy.passed().size();
        action.run();
        List<Passed> passed = proxy.passed();
        return passed.subList(before, passed.size()).stream()
                .filter(Passed::isCommit)
                .toList();
    }

    /** Without this the test would pass with a client that does not replay. */
    private static void assertReplayed(List<Passed> commits) {
        assertThat(commits).hasSize(2);
        assertThat(commits.get(1)).isEqualTo(commits.get(0));
    }

    /** The files of an older snapshot may be gone although the latest one can be read. */
    private static void assertRowsBySnapshot(PaimonClient client, String table, int... counts) {
        for (int i = 0; i < counts.length; i++) {
            assertThat(client.readAt(table, i + 1)).as("snapshot %d", i + 1).hasSize(counts[i]);
        }
    }

    private static List<String> rows(String writer, int count) {
        List<String> rows = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            rows.add("[\"" + writer + "\"," + number + ",1]");
        }
        return rows;
    }
}
