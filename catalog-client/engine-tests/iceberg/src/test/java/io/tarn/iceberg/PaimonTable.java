package io.tarn.iceberg;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataField;

/** A table that Paimon itself writes and reads. */
final class PaimonTable {
    private final org.apache.paimon.fs.Path path;
    private final String temporary;

    PaimonTable(Path directory, Path temporary, Schema schema) throws Exception {
        this.path = new org.apache.paimon.fs.Path("file:" + directory);
        this.temporary = temporary.toString();
        manager().createTable(schema);
    }

    private SchemaManager manager() {
        return new SchemaManager(LocalFileIO.create(), path);
    }

    FileStoreTable open(Map<String, String> options) {
        FileStoreTable table = FileStoreTableFactory.create(LocalFileIO.create(), path);
        return options.isEmpty() ? table : table.copy(options);
    }

    TableSchema schema() {
        return manager().latest().orElseThrow();
    }

    List<TableSchema> schemas() {
        return manager().listAll();
    }

    void alter(SchemaChange... changes) throws Exception {
        manager().commitChanges(changes);
    }

    /** A row and where it goes; a bucket below 0: where the table says. */
    record Row(GenericRow row, int bucket) {}

    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void write(Map<String, String> options, Map<String, String> overwrite, List<Row> rows) throws Exception {
        BatchWriteBuilder builder = open(options).newBatchWriteBuilder();
        if (overwrite != null) {
            builder.withOverwrite(overwrite);
        }
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit();
                IOManager io = IOManager.create(temporary)) {
            write.withIOManager(io);
            for (Row row : rows) {
                if (row.bucket() < 0) {
                    write.write(row.row());
                } else {
                    write.write(row.row(), row.bucket());
                }
            }
            commit.commit(write.prepareCommit());
        }
    }

    /** Two jobs that know nothing of each other until they commit. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void writeAtOnce(Map<String, String> options, List<Row> one, List<Row> other) throws Exception {
        BatchWriteBuilder first = open(options).newBatchWriteBuilder();
        BatchWriteBuilder second = open(options).newBatchWriteBuilder();
        try (BatchTableWrite writeFirst = first.newWrite();
                BatchTableWrite writeSecond = second.newWrite();
                BatchTableCommit commitFirst = first.newCommit();
                BatchTableCommit commitSecond = second.newCommit();
                IOManager io = IOManager.create(temporary)) {
            writeFirst.withIOManager(io);
            writeSecond.withIOManager(io);
            for (Row row : one) {
                writeFirst.write(row.row());
            }
            for (Row row : other) {
                writeSecond.write(row.row());
            }
            var messages = writeSecond.prepareCommit();
            commitFirst.commit(writeFirst.prepareCommit());
            commitSecond.commit(messages);
        }
    }

    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void compact(Map<String, String> options, boolean full) throws Exception {
        FileStoreTable table = open(options);
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit();
                IOManager io = IOManager.create(temporary)) {
            write.withIOManager(io);
            for (var bucket : table.newSnapshotReader().bucketEntries()) {
                BinaryRow partition = bucket.partition().copy();
                write.compact(partition, bucket.bucket(), full);
            }
            commit.commit(write.prepareCommit());
        }
    }

    List<InternalRow> rows() throws Exception {
        FileStoreTable table = open(Map.of());
        ReadBuilder read = table.newReadBuilder();
        List<InternalRow> rows = new ArrayList<>();
        try (RecordReader<InternalRow> reader = read.newRead()
                .withIOManager(IOManager.create(temporary))
                .createReader(read.newScan().plan())) {
            var serializer = new org.apache.paimon.data.serializer.InternalRowSerializer(table.rowType());
            reader.forEachRemaining(row -> rows.add(serializer.copy(row)));
        }
        return rows;
    }

    /** As texts, in order. */
    List<String> texts() throws Exception {
        List<DataField> fields = schema().fields();
        return rows().stream().map(row -> Values.ofPaimon(row, fields)).sorted().toList();
    }
}
