package io.tarn.server.paimonlib;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.partitions.PartitionCounter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.Path;
import org.apache.paimon.manifest.ManifestEntrySerializer;
import org.apache.paimon.manifest.ManifestFile;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.manifest.PartitionEntry;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.utils.CloseableIterator;
import org.apache.paimon.utils.InternalRowPartitionComputer;

/** Counts a snapshot as Paimon does: the files that its manifests add, without those that they delete. */
public final class ManifestCounter implements PartitionCounter {
    /** Partitions in memory at once; what comes after them makes another piece. */
    private static final int PIECE = 50_000;

    private final int piece;

    public ManifestCounter() {
        this(PIECE);
    }

    ManifestCounter(int piece) {
        this.piece = piece;
    }

    @Override
    public void count(Storage storage, Location table, TableSchema schema, Snapshot snapshot, Sink sink) {
        FileStoreTable opened = FileStoreTableFactory.create(
                new StorageFileIO(storage, table),
                new Path(table.toString()),
                org.apache.paimon.schema.TableSchema.fromJson(schema.body()));
        ManifestList lists = opened.store().manifestListFactory().create();
        ManifestFile manifests = opened.store().manifestFileFactory().create();
        InternalRowPartitionComputer names = opened.store().partitionComputer();
        Map<BinaryRow, PartitionEntry> counted = new LinkedHashMap<>();
        try {
            for (String list : List.of(snapshot.baseManifestList(), snapshot.deltaManifestList())) {
                for (ManifestFileMeta manifest : lists.readWithIOException(list)) {
                    Path file = opened.store().pathFactory().toManifestFilePath(manifest.fileName());
                    CloseableIterator<InternalRow> rows = manifests.createIterator(file, manifest.fileSize());
                    try {
                        read(rows, counted, names, sink);
                    } finally {
                        rows.close();
                    }
                    sink.working();
                }
            }
        } catch (StorageException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("the manifests of " + table + " cannot be read", e);
        }
        flush(counted, names, sink);
    }

    private void read(
            CloseableIterator<InternalRow> rows,
            Map<BinaryRow, PartitionEntry> counted,
            InternalRowPartitionComputer names,
            Sink sink) {
        ManifestEntrySerializer serializer = new ManifestEntrySerializer();
        while (rows.hasNext()) {
            PartitionEntry entry = PartitionEntry.fromManifestEntry(serializer.fromRow(rows.next()));
            counted.merge(entry.partition(), entry, PartitionEntry::merge);
            if (counted.size() >= piece) {
                flush(counted, names, sink);
            }
        }
    }

    private static void flush(Map<BinaryRow, PartitionEntry> counted, InternalRowPartitionComputer names, Sink sink) {
        List<PartitionChange> changes = new ArrayList<>(counted.size());
        for (PartitionEntry entry : counted.values()) {
            changes.add(new PartitionChange(
                    names.generatePartValues(entry.partition()),
                    new Statistics(
                            entry.recordCount(),
                            entry.fileSizeInBytes(),
                            entry.fileCount(),
                            entry.lastFileCreationTime()),
                    entry.totalBuckets()));
        }
        counted.clear();
        if (!changes.isEmpty()) {
            sink.add(changes);
        }
    }
}
