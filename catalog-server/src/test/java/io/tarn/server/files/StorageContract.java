package io.tarn.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.files.TableFiles.StoredSnapshot;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every kind of storage owes to the server. */
abstract class StorageContract {
    private static final int WRITERS = 8;
    private static final int FILES = 25;

    /** An empty directory of the storage under test. */
    abstract Location directory();

    abstract Storage storage();

    @Test
    void aFileIsReadAsItWasWritten() {
        Location file = directory().child("snapshot").child("snapshot-1");

        assertThat(storage().writeIfAbsent(file, "{\"注释\": \"ü\"}")).isTrue();

        assertThat(storage().read(file)).contains("{\"注释\": \"ü\"}");
    }

    @Test
    void aMissingFileIsEmptyAndDeletingItIsNoError() {
        Location file = directory().child("missing");

        storage().delete(file);

        assertThat(storage().read(file)).isEmpty();
    }

    @Test
    void aConditionalWriteLeavesAnExistingFileAlone() {
        Location file = directory().child("snapshot-2");
        storage().overwrite(file, "first");

        assertThat(storage().writeIfAbsent(file, "second")).isFalse();

        assertThat(storage().read(file)).contains("first");
    }

    @Test
    void overwritingReplacesTheWholeFile() {
        Location file = directory().child("LATEST");
        storage().overwrite(file, "100");

        storage().overwrite(file, "7");

        assertThat(storage().read(file)).contains("7");
    }

    @Test
    void ofConditionalWritesAtTheSameMomentExactlyOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int n = 0; n < FILES; n++) {
                Location file = directory().child("race-" + n);
                List<Callable<Boolean>> writers = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    String content = "writer " + writer;
                    writers.add(() -> storage().writeIfAbsent(file, content));
                }
                List<Boolean> won = new ArrayList<>();
                for (Future<Boolean> answer : threads.invokeAll(writers)) {
                    won.add(answer.get());
                }

                assertThat(Collections.frequency(won, true))
                        .as("winners of " + file)
                        .isEqualTo(1);
                assertThat(storage().read(file)).contains("writer " + won.indexOf(true));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTreeIsDeletedInStepsUntilNothingIsLeft() {
        Location table = directory().child("dropped");
        Location neighbour = directory().child("dropped-2").child("kept");
        for (int n = 0; n < 5; n++) {
            storage().overwrite(table.child("bucket-" + n).child("data"), "x");
        }
        storage().overwrite(neighbour, "x");

        assertThat(storage().deleteSome(table, 3)).isEqualTo(3);
        assertThat(storage().deleteSome(table, 3)).isEqualTo(2);
        assertThat(storage().deleteSome(table, 3)).isZero();

        assertThat(storage().read(table.child("bucket-4").child("data"))).isEmpty();
        assertThat(storage().read(neighbour)).contains("x");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() {
        Location file = directory().child("large");
        storage().overwrite(file, "x".repeat((int) Limits.FILE_BYTES + 1));

        assertThatThrownBy(() -> storage().read(file)).isInstanceOf(StorageException.class);
    }

    /** Readers look at the hint first, and further when it is behind. */
    @Test
    void theNewestSnapshotIsFoundWhateverTheHintSays() {
        Location table = directory().child("history");
        TableFiles files = new TableFiles(storage(), table, TableName.MAIN);
        assertThat(files.newestSnapshot()).isEmpty();
        assertThat(files.newestSchema()).isEmpty();
        for (long id = 8; id <= 11; id++) {
            files.writeSnapshotIfAbsent(id, "snapshot " + id);
            files.writeSchemaIfAbsent(id, "schema " + id);
        }
        StoredSnapshot newest = new StoredSnapshot(11, "snapshot 11");
        for (String hint : List.of("", "8", "11", "3", "12", "999", "no number", "-1", "9".repeat(30))) {
            storage().overwrite(table.child("snapshot").child("LATEST"), hint);
            assertThat(files.newestSnapshot()).as("hint '%s'", hint).contains(newest);
        }
        assertThat(files.newestSchema()).contains(new TableSchema(11, "schema 11"));
        storage().delete(table.child("snapshot").child("LATEST"));
        assertThat(files.newestSnapshot()).contains(newest);
    }

    @Test
    void aDirectoryCanBeMadeTwice() {
        Location made = directory().child("made").child("empty");
        storage().createDirectory(made);
        storage().createDirectory(made);

        assertThat(storage().list(made, "")).isEmpty();
    }

    @Test
    void directoriesAreListedWithoutFilesAndWithoutWhatLiesBelow() {
        Location lake = directory().child("lake");
        storage().overwrite(lake.child("a.db").child("t").child("data"), "x");
        storage().overwrite(lake.child("b c.db").child("data"), "x");
        storage().overwrite(lake.child("file.db"), "x");

        assertThat(storage().directories(lake)).containsExactlyInAnyOrder("a.db", "b c.db");
        assertThat(storage().directories(lake.child("b c.db"))).isEmpty();
        assertThat(storage().directories(lake.child("file.db"))).isEmpty();
        assertThat(storage().directories(directory().child("nowhere"))).isEmpty();
    }

    @Test
    void whetherAFileIsThereIsKnownWithoutReadingIt() {
        Location table = directory().child("table");
        storage().overwrite(table.child("dt=1").child("data-1"), "x");

        assertThat(storage().exists(table, "dt=1/data-1")).isTrue();
        assertThat(storage().exists(table, "dt=1/data-2")).isFalse();
        assertThat(storage().exists(table, "dt=a%2Fb/data-1")).isFalse();
        assertThatThrownBy(() -> storage().exists(table, "dt=1/../../table/dt=1/data-1/../../.."))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListingHasTheFilesOfThePrefixAndNothingFromBelow() {
        Location snapshots = directory().child("listed");
        storage().overwrite(snapshots.child("snapshot-1"), "1");
        storage().overwrite(snapshots.child("snapshot-12"), "12");
        storage().overwrite(snapshots.child("LATEST"), "12");
        storage().overwrite(snapshots.child("deeper").child("snapshot-3"), "3");

        assertThat(storage().list(snapshots, "snapshot-")).containsExactlyInAnyOrder("snapshot-1", "snapshot-12");
        assertThat(storage().list(directory().child("nowhere"), "snapshot-")).isEmpty();
    }
}
