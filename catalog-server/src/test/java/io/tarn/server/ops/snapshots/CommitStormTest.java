package io.tarn.server.ops.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestStores;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.snapshots.FaultyStore.Fault;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.UnknownOutcomeException;
import io.tarn.server.testing.Race;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Writers that behave as clients do, over a store and a storage that fail at random moments. */
class CommitStormTest {
    private static final int WRITERS = 4;
    private static final int COMMITS_EACH = 12;
    private static final int ATTEMPTS = 2_000;

    @TempDir
    Path directory;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    @RepeatedTest(3)
    void whateverFailsTheHistoryIsWhatWasAcknowledged() {
        long seed = Long.getLong("tarn.seed", new Random().nextLong());
        try (Store store = TestStores.embedded(directory)) {
            CommitBed bed = new CommitBed(store, directory);
            inject(bed, new Random(seed));
            List<Callable<Integer>> writers = IntStream.range(0, WRITERS)
                    .<Callable<Integer>>mapToObj(i -> () -> write(bed, "w" + i, new Random(seed + i)))
                    .toList();
            assertThat(Race.run(writers)).as("seed %d", seed).containsOnly(COMMITS_EACH);
            bed.store.faults(() -> Fault.NONE);
            bed.storage.failWhen(() -> false);
            bed.getSnapshot.run(CommitBed.ME, bed.catalog, CommitBed.TABLE);
            checkInvariants(bed, seed);
        }
    }

    private void checkInvariants(CommitBed bed, long seed) {
        Branch head = bed.head().branch();
        List<String> history = new ArrayList<>();
        for (long id = 1; id <= head.snapshotId(); id++) {
            String row = bed.row(id).orElseThrow(() -> new AssertionError("a gap in the history, seed " + seed));
            assertThat(row).as("seed %d", seed).contains("\"id\":" + id + ",");
            assertThat(bed.file(id))
                    .as("file of snapshot %d, seed %d", id, seed)
                    .contains(row);
            history.add(row);
        }
        assertThat(bed.row(head.snapshotId() + 1)).as("seed %d", seed).isEmpty();
        assertThat(new HashSet<>(history)).as("seed %d", seed).hasSameSizeAs(history);
        assertThat(history).as("seed %d", seed).containsAll(acknowledged);
        assertThat(history).as("seed %d", seed).doesNotContainAnyElementsOf(refused);
        assertThat(history.get(history.size() - 1)).as("seed %d", seed).contains(head.snapshotUuid());
        assertThat(head.statistics().recordCount()).as("seed %d", seed).isEqualTo(history.size());
        // A hint that storage refused stays absent, and readers list instead; a wrong one would mislead them.
        assertThat(bed.hint("EARLIEST").orElse("1")).as("seed %d", seed).isEqualTo("1");
    }

    /** @return how many commits were acknowledged */
    private int write(CommitBed bed, String writer, Random random) {
        int done = 0;
        String table = bed.tableId().toString();
        for (int attempt = 0; done < COMMITS_EACH && attempt < ATTEMPTS; attempt++) {
            Branch head = bed.head().branch();
            Snapshot snapshot = CommitBed.snapshot(
                    head.snapshotId() + 1,
                    writer + "-" + attempt,
                    UUID.randomUUID().toString());
            CommitSnapshot.Request request = new CommitSnapshot.Request(
                    CommitBed.TABLE,
                    table,
                    random.nextBoolean() ? head.snapshotUuid() : null,
                    snapshot,
                    new Statistics(1, 1, 1, 1),
                    List.of());
            if (random.nextInt(3) == 0) {
                tellOfFiles(bed);
            }
            if (settle(bed, request, random)) {
                acknowledged.add(snapshot.json());
                done++;
                if (random.nextInt(4) == 0) {
                    assertThat(settle(bed, request, random)).as("a replay").isTrue();
                }
            } else {
                refused.add(snapshot.json());
            }
        }
        return done;
    }

    /** The job, which meets the same faults and is run again. */
    private static void tellOfFiles(CommitBed bed) {
        try {
            boolean unused = bed.heads.run();
        } catch (StoreUnavailableException | StorageException | UnknownOutcomeException e) {
            // Later, then.
            return;
        }
    }

    /** Clients repeat after 503; after 500 they look for their own commit, or, some, repeat as well. */
    private static boolean settle(CommitBed bed, CommitSnapshot.Request request, Random random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return bed.commit.run(CommitBed.ME, bed.catalog, request);
            } catch (TarnException e) {
                assertThat(e.code()).isIn(ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
                if (e.code() == ErrorCode.INTERNAL && random.nextBoolean() && isThere(bed, request)) {
                    return true;
                }
            } catch (RuntimeException e) {
                assertThat(e)
                        .isInstanceOfAny(
                                StoreUnavailableException.class, StorageException.class, UnknownOutcomeException.class);
            }
        }
        throw new AssertionError("no answer after " + ATTEMPTS + " attempts");
    }

    private static boolean isThere(CommitBed bed, CommitSnapshot.Request request) {
        UUID table = bed.tableId();
        return bed.store.read(tx -> tx.snapshots()
                .committedAs(table, TableName.MAIN, request.snapshot().identity())
                .isPresent());
    }

    private static void inject(CommitBed bed, Random random) {
        bed.storage.failWhen(() -> random.nextInt(12) == 0);
        bed.store.faults(() -> switch (random.nextInt(24)) {
            case 0 -> Fault.APPLIED_WITHOUT_ANSWER;
            case 1 -> Fault.LOST_WITHOUT_ANSWER;
            case 2 -> Fault.UNAVAILABLE;
            default -> Fault.NONE;
        });
    }
}
