package io.tarn.server.ops.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestStores;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a table stay as many as the snapshots that storage retains. */
class ForgetExpiredTest {
    private static final int COMMITS = 30;

    @TempDir
    Path directory;

    private Store store;
    private CommitBed bed;

    @BeforeEach
    void commit() {
        store = TestStores.embedded(directory);
        bed = new CommitBed(store, directory);
        for (long id = 1; id <= COMMITS; id++) {
            assertThat(bed.commit(CommitBed.snapshot(id, "w"))).isTrue();
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void rowsOfSnapshotsThatClientsExpiredGo() {
        LongStream.rangeClosed(1, 25).forEach(id -> CommitBed.delete(bed.snapshotFile(id)));
        assertThat(forget(Clock.systemUTC())).isFalse();
        assertThat(rows()).containsExactly(26L, 27L, 28L, 29L, 30L);
        assertThat(bed.commit(CommitBed.snapshot(3, "w")))
                .as("a late replay is still known")
                .isTrue();
        assertThat(bed.commit(CommitBed.snapshot(COMMITS + 1, "w"))).isTrue();
    }

    @Test
    void nothingGoesWhileStorageHasItOrSaysNothing() {
        forget(Clock.systemUTC());
        assertThat(rows()).hasSize(COMMITS);
        LongStream.rangeClosed(1, COMMITS).forEach(id -> CommitBed.delete(bed.snapshotFile(id)));
        forget(Clock.systemUTC());
        assertThat(rows()).as("an empty listing proves nothing").hasSize(COMMITS);
    }

    @Test
    void anIdentityGoesOnlyWhenItIsBothOldAndFarBack() {
        Clock later = Clock.offset(Clock.systemUTC(), Limits.IDENTITIES_KEPT_FOR.plus(Duration.ofMinutes(1)));
        forget(later);
        assertThat(known(1)).as("among the last thousand").isTrue();
        int deleted = store.write(tx -> tx.snapshots().forgetIdentities(bed.tableId(), "main", 10, later.millis(), 4));
        assertThat(deleted).isEqualTo(4);
        deleted = store.write(tx -> tx.snapshots().forgetIdentities(bed.tableId(), "main", 10, later.millis(), 500));
        assertThat(deleted).isEqualTo(6);
        deleted = store.write(tx -> tx.snapshots().forgetIdentities(bed.tableId(), "main", 20, 1, 500));
        assertThat(deleted).as("too young").isZero();
        assertThat(known(10)).isFalse();
        assertThat(known(11)).isTrue();
    }

    private boolean forget(Clock clock) {
        return new ForgetExpired(store, new Catalogs(List.of(bed.catalog)), "server", clock).run();
    }

    private List<Long> rows() {
        return LongStream.rangeClosed(1, COMMITS)
                .filter(id -> bed.row(id).isPresent())
                .boxed()
                .toList();
    }

    private boolean known(long id) {
        return store.read(tx -> tx.snapshots()
                .committedAs(bed.tableId(), "main", CommitBed.snapshot(id, "w").identity())
                .isPresent());
    }
}
