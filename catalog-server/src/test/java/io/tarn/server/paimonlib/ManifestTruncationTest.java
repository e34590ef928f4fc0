package io.tarn.server.paimonlib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Location;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import io.tarn.server.paimon.FileFormatsJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Empties tables that Paimon itself wrote, and asks Paimon what is left. */
class ManifestTruncationTest {
    @TempDir
    private Path warehouse;

    private org.apache.paimon.fs.Path path;
    private org.apache.paimon.schema.TableSchema schema;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEmptiedTableHasNoRowsGoesOnAndLosesItsOldFilesWhenTheyExpire(boolean primaryKey) throws Exception {
        createTable(primaryKey);
        write(1, 2, 3);
        write(4, 5);
        assertThat(rows()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        List<Path> before = dataFiles();

        Snapshot emptied = truncate();
        assertThat(emptied.id()).isEqualTo(table().snapshotManager().latestSnapshotId() + 1);
        assertThat(emptied.json()).contains("\"deltaRecordCount\":-5").contains("\"totalRecordCount\":0");
        Files.writeString(warehouse.resolve("t/snapshot/snapshot-" + emptied.id()), emptied.json());
        Files.writeString(warehouse.resolve("t/snapshot/LATEST"), Long.toString(emptied.id()));
        assertThat(rows()).isEmpty();

        write(7);
        assertThat(rows()).containsExactly(7);
        assertThat(dataFiles()).containsAll(before);
        FileStoreTable keepingOne = table().copy(Map.of(
                "snapshot.num-retained.min", "1", "snapshot.num-retained.max", "1", "snapshot.time-retained", "1 ms"));
        keepingOne
                .newExpireSnapshots()
                .config(keepingOne.coreOptions().expireConfig())
                .expire();
        assertThat(dataFiles()).as("the files of before").doesNotContainAnyElementsOf(before);
        assertThat(rows()).containsExactly(7);
    }

    private Snapshot truncate() {
        String head = table().snapshotManager().latestSnapshot().toJson();
        return new ManifestTruncation(new FileFormatsJson(), Clock.systemUTC())
                .after(
                        new FileFormatsJson().snapshot(head),
                        new TableSchema(schema.id(), schema.toString()),
                        schema.id(),
                        new LocalStorage(Location.parse("file:" + warehouse), false),
                        Location.parse(path.toString()));
    }

    private void createTable(boolean primaryKey) throws Exception {
        path = new org.apache.paimon.fs.Path("file:" + warehouse.resolve("t"));
        Schema.Builder columns = Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .option("file.format", "avro")
                .option("bucket", primaryKey ? "1" : "-1");
        if (primaryKey) {
            columns.primaryKey("id");
        }
        schema = new SchemaManager(LocalFileIO.create(), path).createTable(columns.build());
    }

    private FileStoreTable table() {
        return FileStoreTableFactory.create(LocalFileIO.create(), path, schema);
    }

    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    private void write(int... ids) throws Exception {
        BatchWriteBuilder builder = table().newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (int id : ids) {
                write.write(GenericRow.of(id));
            }
            commit.commit(write.prepareCommit());
        }
    }

    private List<Integer> rows() throws Exception {
        List<Integer> rows = new ArrayList<>();
        var read = table().newReadBuilder();
        try (RecordReader<InternalRow> reader =
                read.newRead().createReader(read.newScan().plan())) {
            reader.forEachRemaining(row -> rows.add(row.getInt(0)));
        }
        return rows;
    }

    private List<Path> dataFiles() throws Exception {
        try (var files = Files.walk(warehouse.resolve("t"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("data-"))
                    .filter(file -> file.toString().endsWith(".avro"))
                    .toList();
        }
    }
}
