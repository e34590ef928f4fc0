package io.tarn.server.paimonlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.files.LocalStorage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.partitions.PartitionCounter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts tables that Paimon itself wrote, and compares with what Paimon itself counts. */
class ManifestCounterTest {
    @TempDir
    private Path warehouse;

    private org.apache.paimon.fs.Path path;
    private org.apache.paimon.schema.TableSchema schema;

    @BeforeEach
    void createTable() throws Exception {
        path = new org.apache.paimon.fs.Path("file:" + warehouse.resolve("t"));
        schema = new SchemaManager(LocalFileIO.create(), path)
                .createTable(Schema.newBuilder()
                        .column("id", DataTypes.INT())
                        .column("dt", DataTypes.STRING())
                        .column("day", DataTypes.DATE())
                        .partitionKeys("dt", "day")
                        .option("file.format", "avro")
                        .option("bucket", "-1")
                        .option("manifest.merge-min-count", "3")
                        .build());
    }

    @Test
    void whatWasWrittenOverwrittenAndDeletedIsCountedAsPaimonCountsIt() throws Exception {
        write(null, row(1, "a", 20_000), row(2, "a", 20_000), row(3, "b/c=d", 20_001));
        write(null, row(4, "a", 20_000), row(5, "é", 20_000), row(6, null, 20_000));
        assertSameAsPaimon(50_000);
        write(Map.of("dt", "a"), row(7, "a", 20_000));
        assertSameAsPaimon(50_000);
        for (int i = 0; i < 5; i++) {
            write(null, row(i, "many-" + i, 20_000), row(i, "a", 20_000));
        }
        assertSameAsPaimon(50_000);
        assertSameAsPaimon(1);
        write(Map.of(), row(9, "last", 20_000));
        assertSameAsPaimon(50_000);
        assertSameAsPaimon(2);
    }

    @Test
    void aManifestThatIsGoneIsAFailureOfStorage() throws Exception {
        write(null, row(1, "a", 20_000));
        Snapshot snapshot = latest();
        Snapshot broken = new Snapshot(
                snapshot.id(),
                null,
                0,
                "w",
                1,
                "APPEND",
                snapshot.baseManifestList(),
                "manifest-list-x",
                null,
                "{}",
                Snapshot.Counts.UNKNOWN);
        assertThatThrownBy(() -> count(50_000, broken)).isInstanceOf(StorageException.class);
    }

    @Test
    void nothingOutsideTheTableIsRead() throws Exception {
        write(null, row(1, "a", 20_000));
        Snapshot snapshot = latest();
        Snapshot foreign = new Snapshot(
                snapshot.id(),
                null,
                0,
                "w",
                1,
                "APPEND",
                "../../other/manifest-list",
                "x",
                null,
                "{}",
                Snapshot.Counts.UNKNOWN);
        assertThatThrownBy(() -> count(50_000, foreign)).isInstanceOf(RuntimeException.class);
    }

    private static GenericRow row(int id, @Nullable String dt, int day) {
        return GenericRow.of(id, dt == null ? null : BinaryString.fromString(dt), day);
    }

    private FileStoreTable table() {
        return FileStoreTableFactory.create(LocalFileIO.create(), path, schema);
    }

    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    private void write(@Nullable Map<String, String> overwrite, GenericRow... rows) throws Exception {
        BatchWriteBuilder builder = table().newBatchWriteBuilder();
        if (overwrite != null) {
            builder.withOverwrite(overwrite);
        }
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (GenericRow row : rows) {
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        }
    }

    private Snapshot latest() {
        org.apache.paimon.Snapshot latest = table().snapshotManager().latestSnapshot();
        return new Snapshot(
                latest.id(),
                null,
                0,
                "w",
                1,
                "APPEND",
                latest.baseManifestList(),
                latest.deltaManifestList(),
                null,
                latest.toJson(),
                Snapshot.Counts.UNKNOWN);
    }

    private void assertSameAsPaimon(int piece) {
        Map<Map<String, String>, PartitionDelta> counted = count(piece, latest());
        Map<Map<String, String>, PartitionDelta> expected = new HashMap<>();
        for (PartitionEntry entry : table().newSnapshotReader().partitionEntries()) {
            Map<String, String> spec = table().store().partitionComputer().generatePartValues(entry.partition());
            expected.put(
                    spec,
                    new PartitionDelta(
                            "",
                            new io.tarn.server.model.Statistics(
                                    entry.recordCount(),
                                    entry.fileSizeInBytes(),
                                    entry.fileCount(),
                                    entry.lastFileCreationTime()),
                            entry.totalBuckets()));
        }
        assertThat(expected).isNotEmpty();
        assertThat(counted).isEqualTo(expected);
    }

    private Map<Map<String, String>, PartitionDelta> count(int piece, Snapshot snapshot) {
        Map<Map<String, String>, PartitionDelta> sums = new HashMap<>();
        List<Integer> sizes = new ArrayList<>();
        Location root = Location.parse("file:" + warehouse);
        new ManifestCounter(piece)
                .count(
                        new LocalStorage(root, false),
                        root.child("t"),
                        new TableSchema(0, schema.toString()),
                        snapshot,
                        new PartitionCounter.Sink() {
                            @Override
                            public void add(List<PartitionChange> changes) {
                                sizes.add(changes.size());
                                changes.forEach(change -> sums.merge(
                                        change.spec(),
                                        new PartitionDelta("", change.sizes(), change.totalBuckets()),
                                        PartitionDelta::then));
                            }

                            @Override
                            public void working() {}
                        });
        assertThat(sizes).allMatch(size -> size <= piece);
        return sums.entrySet().stream()
                .filter(sum -> sum.getValue().sizes().fileCount() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
