package io.tarn.server.paimonlib;

import io.tarn.server.ops.projection.Refusal;
import io.tarn.server.ops.projection.RefusedException;
import io.tarn.server.ops.projection.SourceFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.deletionvectors.Bitmap64DeletionVector;
import org.apache.paimon.deletionvectors.BitmapDeletionVector;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.DeletionFile;
import org.apache.paimon.types.DataType;
import org.apache.paimon.utils.FileStorePathFactory;
import org.jspecify.annotations.Nullable;

/** Files of a table, in terms that know no format of Paimon's. */
final class SourceFiles {
    private final IndexFile index;
    private final FileStorePathFactory paths;
    private final List<DataType> partition;
    private final Map<Long, SourceValues.Columns> versions = new HashMap<>();
    private final List<SourceFile> files = new ArrayList<>();

    /** @param versions the schemas that files may have been written with */
    SourceFiles(
            IndexFile index, FileStorePathFactory paths, List<DataType> partition, Map<Long, TableSchema> versions) {
        this.index = index;
        this.paths = paths;
        this.partition = partition;
        versions.forEach((id, schema) -> this.versions.put(id, SourceValues.Columns.of(schema)));
    }

    List<SourceFile> files() {
        return files;
    }

    void add(DataSplit split) {
        List<@Nullable Object> values = SourceValues.partition(split.partition(), partition);
        List<DataFileMeta> metas = split.dataFiles();
        List<DeletionFile> deletions = split.deletionFiles().orElse(null);
        Bucket bucket = new Bucket(values, split.bucket(), split.bucketPath(), !split.rawConvertible());
        for (int i = 0; i < metas.size(); i++) {
            files.add(file(bucket, metas.get(i), deletions == null ? null : deletions.get(i)));
        }
    }

    /** A file that no other is merged with, and of which no row was deleted. */
    void add(ManifestEntry entry) {
        files.add(file(
                new Bucket(
                        SourceValues.partition(entry.partition(), partition),
                        entry.bucket(),
                        directory(entry.partition(), entry.bucket()),
                        false),
                entry.file(),
                null));
    }

    /** As engines open it. */
    String path(ManifestEntry entry) {
        return path(directory(entry.partition(), entry.bucket()), entry.file());
    }

    private String directory(BinaryRow values, int bucket) {
        return paths.bucketPath(values, bucket).toString();
    }

    private static String path(String directory, DataFileMeta file) {
        return file.externalPath().orElse(directory + "/" + file.fileName());
    }

    private record Bucket(List<@Nullable Object> partition, int number, String directory, boolean merges) {}

    private SourceFile file(Bucket bucket, DataFileMeta file, @Nullable DeletionFile deletion) {
        SourceValues.Columns written = versions.get(file.schemaId());
        if (written == null) {
            throw new RefusedException(
                    Refusal.UNREADABLE, "A file was written with schema " + file.schemaId() + ", which is gone");
        }
        if (file.writeCols() != null) {
            throw new RefusedException(Refusal.ROW_PARTS, "Files hold parts of rows");
        }
        return new SourceFile(
                path(bucket.directory(), file),
                file.fileFormat(),
                file.fileSize(),
                file.rowCount(),
                bucket.partition(),
                bucket.number(),
                file.level(),
                file.minSequenceNumber(),
                file.maxSequenceNumber(),
                file.schemaId(),
                file.deleteRowCount().map(OptionalLong::of).orElse(OptionalLong.empty()),
                bucket.merges(),
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
            throw new RefusedException(Refusal.UNREADABLE, "A deletion vector is laid out in a way that is unknown");
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
