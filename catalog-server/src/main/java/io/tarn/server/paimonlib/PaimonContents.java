package io.tarn.server.paimonlib;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.projection.Refusal;
import io.tarn.server.ops.projection.RefusedException;
import io.tarn.server.ops.projection.SourceFile;
import io.tarn.server.ops.projection.SourceSchema;
import io.tarn.server.ops.projection.TableContents;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.deletionvectors.Bitmap64DeletionVector;
import org.apache.paimon.deletionvectors.BitmapDeletionVector;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.fs.Path;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.DeletionFile;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.snapshot.SnapshotReader;
import org.apache.paimon.types.DataType;
import org.jspecify.annotations.Nullable;

/** Plans a snapshot as a batch read of Paimon's does, so that what is visible is what its readers see. */
public final class PaimonContents implements TableContents {
    @Override
    public SourceSchema schema(TableSchema schema) {
        org.apache.paimon.schema.TableSchema parsed = parse(schema);
        return new SourceSchema(
                parsed.id(),
                SourceTypes.fields(parsed.fields()),
                parsed.partitionKeys(),
                parsed.primaryKeys().isEmpty() ? List.of() : parsed.trimmedPrimaryKeys(),
                parsed.options());
    }

    private static org.apache.paimon.schema.TableSchema parse(TableSchema schema) {
        return org.apache.paimon.schema.TableSchema.fromJson(schema.body());
    }

    @Override
    public Contents read(
            Storage storage, Location table, TableSchema current, List<TableSchema> schemas, String snapshot) {
        FileStoreTable opened = FileStoreTableFactory.create(
                new StorageFileIO(storage, table), new Path(table.toString()), parse(current));
        Snapshot head = Snapshot.fromJson(snapshot);
        Map<Long, org.apache.paimon.schema.TableSchema> versions = new HashMap<>();
        schemas.forEach(schema -> versions.put(schema.id(), parse(schema)));
        try {
            checkSize(opened, head);
            Look look = new Look(storage, opened.schema().logicalPartitionType().getFieldTypes(), versions);
            for (Split split : reader(opened, head).read().splits()) {
                look.add((DataSplit) split);
            }
            return new Contents(
                    head.id(),
                    head.timeMillis(),
                    head.commitUser(),
                    head.commitKind().name(),
                    look.files);
        } catch (StorageException | RefusedException e) {
            throw e;
        } catch (Exception e) {
            throw unreadable(table, e);
        }
    }

    /** What a snapshot names and storage has not stays away; everything else may be otherwise the next time. */
    private static RuntimeException unreadable(Location table, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException storage) {
                return storage;
            }
            if (cause instanceof FileNotFoundException) {
                return new RefusedException(
                        Refusal.UNREADABLE, "The newest snapshot names a file that is not in storage");
            }
        }
        return new StorageException("the manifests of " + table + " cannot be read", e);
    }

    private static void checkSize(FileStoreTable table, Snapshot head) throws Exception {
        ManifestList lists = table.store().manifestListFactory().create();
        long live = 0;
        long entries = 0;
        for (String list : List.of(head.baseManifestList(), head.deltaManifestList())) {
            for (ManifestFileMeta manifest : lists.readWithIOException(list)) {
                live += manifest.numAddedFiles() - manifest.numDeletedFiles();
                entries += manifest.numAddedFiles() + manifest.numDeletedFiles();
            }
        }
        if (live > Limits.PROJECTED_FILES || entries > 4 * Limits.PROJECTED_FILES) {
            throw new RefusedException(
                    Refusal.TOO_MANY_FILES,
                    "The table has " + live + " files, and " + Limits.PROJECTED_FILES + " is the most that is shown");
        }
    }

    /** With what a batch scan of Paimon's sets, and no listing of directories. */
    private static SnapshotReader reader(FileStoreTable table, Snapshot head) {
        SnapshotReader reader = table.newSnapshotReader()
                .withMode(ScanMode.ALL)
                .withSnapshot(head)
                .keepStats();
        CoreOptions options = table.coreOptions();
        if (!table.primaryKeys().isEmpty() && options.batchScanSkipLevel0()) {
            reader.withLevelFilter(level -> level > 0).enableValueFilter();
        }
        if (options.bucket() == BucketMode.POSTPONE_BUCKET) {
            reader.onlyReadRealBuckets();
        }
        return reader;
    }

    @Override
    public Function<SourceFile, long[]> positions(Storage storage) {
        IndexFile index = new IndexFile(storage);
        return file -> positions(index, file, file.vector().orElseThrow());
    }

    private static long[] positions(IndexFile index, SourceFile file, SourceFile.Vector vector) {
        DeletionVector read;
        try {
            index.open(vector.path());
            read = DeletionVector.read(
                    new DataInputStream(index.from(vector.offset(), vector.length())), vector.length());
        } catch (IOException e) {
            throw new StorageException("the deletion vectors in " + vector.path() + " cannot be read", e);
        }
        long[] positions = new long[Math.toIntExact(vector.cardinality())];
        int found = 0;
        for (long position = 0; position < file.rows() && found < positions.length; position++) {
            if (read.isDeleted(position)) {
                positions[found++] = position;
            }
        }
        if (found < positions.length || read.getCardinality() != vector.cardinality()) {
            throw new RefusedException(Refusal.UNREADABLE, "A deletion vector deletes other rows than it says");
        }
        return positions;
    }

    /** Vectors of a bucket lie in one file, which is read once for all that are asked for in a row. */
    private static final class IndexFile {
        private final Storage storage;
        private @Nullable String path;
        private byte[] content = {};

        IndexFile(Storage storage) {
            this.storage = storage;
        }

        void open(String file) {
            if (!file.equals(path)) {
                content = storage.readBytes(Location.parse(file))
                        .orElseThrow(() -> new RefusedException(
                                Refusal.UNREADABLE, "The newest snapshot names a file that is not in storage"));
                path = file;
            }
        }

        int size() {
            return content.length;
        }

        ByteArrayInputStream from(long offset, long length) {
            if (offset < 0 || length < 8 || offset + length > content.length) {
                throw new RefusedException(Refusal.UNREADABLE, "A deletion vector lies beyond the end of its file");
            }
            return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
        }
    }

    /** One look at a table's files. */
    private static final class Look {
        private final IndexFile index;
        private final List<DataType> partition;
        private final Map<Long, org.apache.paimon.schema.TableSchema> versions;
        private final List<SourceFile> files = new ArrayList<>();

        Look(Storage storage, List<DataType> partition, Map<Long, org.apache.paimon.schema.TableSchema> versions) {
            this.index = new IndexFile(storage);
            this.partition = partition;
            this.versions = versions;
        }

        void add(DataSplit split) {
            List<@Nullable Object> values = SourceValues.partition(split.partition(), partition);
            List<DataFileMeta> metas = split.dataFiles();
            List<DeletionFile> deletions = split.deletionFiles().orElse(null);
            for (int i = 0; i < metas.size(); i++) {
                DeletionFile deletion = deletions == null ? null : deletions.get(i);
                files.add(file(split, values, metas.get(i), deletion));
            }
        }

        private SourceFile file(
                DataSplit split, List<@Nullable Object> values, DataFileMeta file, @Nullable DeletionFile deletion) {
            org.apache.paimon.schema.TableSchema written = versions.get(file.schemaId());
            if (written == null) {
                throw new RefusedException(
                        Refusal.UNREADABLE, "A file was written with schema " + file.schemaId() + ", which is gone");
            }
            if (file.writeCols() != null) {
                throw new RefusedException(Refusal.ROW_PARTS, "Files hold parts of rows");
            }
            return new SourceFile(
                    file.externalPath().orElse(split.bucketPath() + "/" + file.fileName()),
                    file.fileFormat(),
                    file.fileSize(),
                    file.rowCount(),
                    values,
                    split.bucket(),
                    file.level(),
                    file.minSequenceNumber(),
                    file.maxSequenceNumber(),
                    file.schemaId(),
                    file.deleteRowCount().map(OptionalLong::of).orElse(OptionalLong.empty()),
                    !split.rawConvertible(),
                    () -> SourceValues.stats(file, written),
                    deletion == null ? Optional.empty() : Optional.of(vector(deletion)));
        }

        private SourceFile.Vector vector(DeletionFile deletion) {
            index.open(deletion.path());
            byte[] header = new byte[8];
            index.from(deletion.offset(), deletion.length()).readNBytes(header, 0, header.length);
            // After the length.
            int magic = ByteBuffer.wrap(header).getInt(4);
            boolean narrow = magic == BitmapDeletionVector.MAGIC_NUMBER;
            if (!narrow && Integer.reverseBytes(magic) != Bitmap64DeletionVector.MAGIC_NUMBER) {
                throw new RefusedException(
                        Refusal.UNREADABLE, "A deletion vector is laid out in a way that is unknown");
            }
            Long counted = deletion.cardinality();
            if (counted == null) {
                throw new RefusedException(
                        Refusal.UNREADABLE, "A deletion vector of an old writer does not say how many rows it deletes");
            }
            return new SourceFile.Vector(
                    deletion.path(), index.size(), deletion.offset(), deletion.length(), counted, !narrow);
        }
    }
}
