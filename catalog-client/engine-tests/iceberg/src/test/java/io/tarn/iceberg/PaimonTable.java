package io.tarn.iceberg;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.paimon.AppendOnlyFileStore;
import org.apache.paimon.Snapshot;
import org.apache.paimon.append.AppendCompactCoordinator;
import org.apache.paimon.append.AppendCompactTask;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.deletionvectors.Bitmap64DeletionVector;
import org.apache.paimon.deletionvectors.BitmapDeletionVector;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.deletionvectors.append.BaseAppendDeleteFileMaintainer;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.index.IndexFileMeta;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.IndexManifestEntry;
import org.apache.paimon.options.ExpireConfig;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.PostponeUtils;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessage;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.EndOfScanException;
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
        boolean postponed = table.bucketMode() == BucketMode.POSTPONE_MODE;
        FileStoreTable written = postponed ? table.copy(Map.of("bucket", "1")) : table;
        try (BatchTableWrite write = written.newBatchWriteBuilder().newWrite();
                BatchTableCommit commit = (postponed ? PostponeUtils.tableForCommit(written) : written)
                        .newBatchWriteBuilder()
                        .newCommit();
                IOManager io = IOManager.create(temporary)) {
            write.withIOManager(io);
            for (var bucket : table.newSnapshotReader().bucketEntries()) {
                // Rows that wait for a bucket stay there.
                if (bucket.bucket() >= 0) {
                    write.compact(bucket.partition().copy(), bucket.bucket(), full);
                }
            }
            commit.commit(write.prepareCommit());
        }
    }

    /** Of a table without a primary key: many files become one. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void compactAppended() throws Exception {
        FileStoreTable table = open(Map.of("compaction.min.file-num", "2"));
        if (table.bucketMode() != BucketMode.BUCKET_UNAWARE) {
            compact(Map.of(), true);
            return;
        }
        var write = ((AppendOnlyFileStore) table.store()).newWrite("compactor");
        try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
            List<CommitMessage> messages = new ArrayList<>();
            try {
                for (AppendCompactTask task : new AppendCompactCoordinator(table, false).run()) {
                    messages.add(task.doCompact(table, write));
                }
            } catch (EndOfScanException e) {
                // There is nothing to compact.
                return;
            }
            if (!messages.isEmpty()) {
                commit.commit(messages);
            }
        } finally {
            write.close();
        }
    }

    /** As Spark deletes rows of a table without a primary key. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void deleteSome(Random random) throws Exception {
        FileStoreTable table = open(Map.of());
        Snapshot snapshot = table.snapshotManager().latestSnapshot();
        if (snapshot == null) {
            return;
        }
        boolean unaware = table.bucketMode() == BucketMode.BUCKET_UNAWARE;
        Map<List<Object>, BaseAppendDeleteFileMaintainer> maintainers = new LinkedHashMap<>();
        for (DataSplit split : table.newSnapshotReader().read().dataSplits()) {
            BinaryRow partition = split.partition().copy();
            var vectors = maintainers.computeIfAbsent(
                    List.of(partition, split.bucket()),
                    key -> unaware
                            ? BaseAppendDeleteFileMaintainer.forUnawareAppend(
                                    table.store().newIndexFileHandler(), snapshot, partition)
                            : BaseAppendDeleteFileMaintainer.forBucketedAppend(
                                    table.store().newIndexFileHandler(), snapshot, partition, split.bucket()));
            for (DataFileMeta file : split.dataFiles()) {
                if (random.nextBoolean()) {
                    DeletionVector vector = table.coreOptions().deletionVectorBitmap64()
                            ? new Bitmap64DeletionVector()
                            : new BitmapDeletionVector();
                    vector.delete(random.nextInt((int) file.rowCount()));
                    vectors.notifyNewDeletionVector(file.fileName(), vector);
                }
            }
        }
        List<CommitMessage> messages = new ArrayList<>();
        for (var vectors : maintainers.values()) {
            List<IndexFileMeta> added = new ArrayList<>();
            List<IndexFileMeta> gone = new ArrayList<>();
            for (IndexManifestEntry entry : vectors.persist()) {
                (entry.kind() == FileKind.ADD ? added : gone).add(entry.indexFile());
            }
            messages.add(new CommitMessageImpl(
                    vectors.getPartition(),
                    vectors.getBucket(),
                    table.coreOptions().bucket(),
                    new DataIncrement(List.of(), List.of(), List.of(), added, gone),
                    CompactIncrement.emptyIncrement()));
        }
        try (BatchTableCommit commit = table.newBatchWriteBuilder().newCommit()) {
            commit.commit(messages);
        }
    }

    /** Leaves the newest snapshot alone. */
    void expire() {
        open(Map.of())
                .newExpireSnapshots()
                .config(ExpireConfig.builder()
                        .snapshotRetainMax(1)
                        .snapshotRetainMin(1)
                        .snapshotTimeRetain(Duration.ZERO)
                        .build())
                .expire();
    }

    /** Into buckets, of a table whose rows wait in none until they are compacted. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void writeIntoBuckets(List<Row> rows) throws Exception {
        FileStoreTable buckets = PostponeUtils.tableForFixBucketWrite(open(Map.of()));
        try (BatchTableWrite write = buckets.newBatchWriteBuilder().newWrite();
                BatchTableCommit commit = PostponeUtils.tableForCommit(buckets)
                        .newBatchWriteBuilder()
                        .newCommit();
                IOManager io = IOManager.create(temporary)) {
            write.withIOManager(io);
            for (Row row : rows) {
                write.write(row.row(), 0);
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
