package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers of two Paimon versions work on one table while others compact it, tag it and expire its snapshots: first on
 * its main branch, then on a branch that main is forwarded to. Nobody commits to main in between, because a forward
 * takes away what came to main after the beginning of the branch.
 */
class MixedFleetIT {

    private static final String TABLE = "fleet.events";
    private static final String BRANCH = TABLE + "$branch_next";
    private static final int ROWS = 3;
    private static final int KEPT_SNAPSHOTS = 5;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void bothVersionsReadEveryAcknowledgedRowOnce() {
        bothVersionsReadEveryAcknowledgedRowOnce(StoreKind.MARIADB);
    }

    @Test
    @Tag("full")
    void bothVersionsReadEveryAcknowledgedRowOnceOnTheEmbeddedStore() {
        bothVersionsReadEveryAcknowledgedRowOnce(StoreKind.H2);
    }

    private void bothVersionsReadEveryAcknowledgedRowOnce(StoreKind store) {
        int seconds = Math.max(1, TestSettings.number("tarn.it.seconds") / 2);
        try (ServerProcess server = ServerProcess.start(directory, store.create());
                PaimonClient old = PaimonClient.start(Engine.PAIMON_1_3, "old", server.uri(), server.token());
                PaimonClient young = PaimonClient.start(Engine.PAIMON_2_0, "young", server.uri(), server.token());
                PaimonClient keeper = PaimonClient.start(Engine.PAIMON_1_3, "keeper", server.uri(), server.token());
                PaimonClient heir = PaimonClient.start(Engine.PAIMON_2_0, "heir", server.uri(), server.token())) {
            old.createCountedTable(TABLE);
            Fleet fleet = new Fleet(old, young);

            int roundsOnMain = fleet.writeFor(seconds, TABLE, keeper);
            keeper.createTag(TABLE, "half");
            List<String> half = fleet.rows();
            keeper.createBranch(TABLE, "next", "half");

            int roundsOnBranch = fleet.writeFor(seconds, BRANCH, heir);
            fleet.assertReadByBoth(BRANCH, fleet.rows());
            fleet.assertReadByBoth(TABLE, half);
            // What a branch needs of main's files is safe from this because of the tag that it began at.
            keeper.expireSnapshots(TABLE, 1);
            heir.fastForward(TABLE, "next");
            fleet.assertReadByBoth(TABLE, fleet.rows());

            fleet.writeOnce(TABLE);
            keeper.compact(TABLE);
            heir.expireSnapshots(TABLE, KEPT_SNAPSHOTS);
            fleet.assertReadByBoth(TABLE, fleet.rows());
            fleet.assertTaggedForBoth("half", half);
            old.snapshots(TABLE).assertSoundSinceExpiration();
            young.snapshots(TABLE).assertSoundSinceExpiration();
            System.out.printf(
                    "a mixed fleet on %s, %d s: %d rows acknowledged and read by both versions, half of the time with %d"
                            + " and then %d rounds of compaction, tag and expiration%n",
                    store, 2 * seconds, fleet.rows().size(), roundsOnMain, roundsOnBranch);
        }
    }

    /** The two writers, and how many rows the server has acknowledged to each. */
    private static final class Fleet {
        private final PaimonClient old;
        private final PaimonClient young;
        private int ofOld;
        private int ofYoung;

        private Fleet(PaimonClient old, PaimonClient young) {
            this.old = old;
            this.young = young;
        }

        /** Returns how often the other client compacted, tagged and expired in the meantime. */
        private int writeFor(int seconds, String table, PaimonClient other) {
            old.startLoop(table, seconds, ROWS);
            young.startLoop(table, seconds, ROWS);
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            // The snapshots that are there at first may be those of this loop or none.
            other.awaitSnapshot(table);
            int rounds = 0;
            do {
                rounds++;
                other.compact(table);
                other.createTag(table, "round-" + rounds + (table.equals(TABLE) ? "" : "-of-branch"));
                other.expireSnapshots(table, KEPT_SNAPSHOTS);
            } while (System.nanoTime() < end);
            Duration limit = Duration.ofSeconds(seconds + 60L);
            List<JsonNode> commitsOfOld = old.finish(limit);
            List<JsonNode> commitsOfYoung = young.finish(limit);
            assertThat(commitsOfOld).as("commits of the old client").hasSizeGreaterThan(seconds);
            assertThat(commitsOfYoung).as("commits of the young client").hasSizeGreaterThan(seconds);
            ofOld += commitsOfOld.size() * ROWS;
            ofYoung += commitsOfYoung.size() * ROWS;
            return rounds;
        }

        private void writeOnce(String table) {
            old.commit(table, ROWS);
            young.commit(table, ROWS);
            ofOld += ROWS;
            ofYoung += ROWS;
        }

        /** What has been acknowledged: the number of copies would tell of a row that came twice. */
        private List<String> rows() {
            List<String> rows = new ArrayList<>();
            for (int number = 1; number <= ofOld; number++) {
                rows.add("[\"old\"," + number + ",1]");
            }
            for (int number = 1; number <= ofYoung; number++) {
                rows.add("[\"young\"," + number + ",1]");
            }
            return rows;
        }

        private void assertReadByBoth(String table, List<String> expected) {
            for (PaimonClient reader : List.of(old, young)) {
                assertThat(reader.read(table)).map(Object::toString).containsExactlyInAnyOrderElementsOf(expected);
            }
        }

        private void assertTaggedForBoth(String tag, List<String> expected) {
            for (PaimonClient reader : List.of(old, young)) {
                assertThat(reader.readTag(TABLE, tag))
                        .map(Object::toString)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }
}
