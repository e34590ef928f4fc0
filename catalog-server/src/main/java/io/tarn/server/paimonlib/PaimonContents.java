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
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.deletionvectors.DeletionVector;
import org.apache.paimon.fs.Path;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.table.BucketMode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.table.source.snapshot.SnapshotReader;

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
        FileStoreTable opened = open(storage, table, current);
        Snapshot head = Snapshot.fromJson(snapshot);
        try {
            checkSize(opened, head);
            SourceFiles files = sources(storage, opened, versions(schemas));
            for (Split split : reader(opened, head).read().splits()) {
                files.add((DataSplit) split);
            }
            return contents(head, files);
        } catch (StorageException | RefusedException e) {
            throw e;
        } catch (Exception e) {
            throw unreadable(table, e);
        }
    }

    @Override
    public Optional<Difference> difference(
            Storage storage,
            Location table,
            TableSchema current,
            List<TableSchema> schemas,
            String before,
            String snapshot) {
        FileStoreTable opened = open(storage, table, current);
        Snapshot from = Snapshot.fromJson(before);
        Snapshot to = Snapshot.fromJson(snapshot);
        // Files of which an index says that rows are gone are not told by manifests alone.
        if (from.indexManifest() != null || to.indexManifest() != null) {
            return Optional.empty();
        }
        try {
            Optional<ManifestDifference> difference = ManifestDifference.between(opened, from, to);
            if (difference.isEmpty()) {
                return Optional.empty();
            }
            SourceFiles added = sources(storage, opened, versions(schemas));
            difference.get().added().forEach(added::add);
            return Optional.of(new Difference(
                    contents(to, added),
                    difference.get().gone().stream().map(added::path).toList(),
                    difference.get().live()));
        } catch (StorageException | RefusedException e) {
            throw e;
        } catch (Exception e) {
            throw unreadable(table, e);
        }
    }

    private static FileStoreTable open(Storage storage, Location table, TableSchema current) {
        return FileStoreTableFactory.create(
                new StorageFileIO(storage, table), new Path(table.toString()), parse(current));
    }

    private static SourceFiles sources(
            Storage storage, FileStoreTable table, Map<Long, org.apache.paimon.schema.TableSchema> versions) {
        return new SourceFiles(
                new IndexFile(storage),
                table.store().pathFactory(),
                table.schema().logicalPartitionType().getFieldTypes(),
                versions);
    }

    private static Map<Long, org.apache.paimon.schema.TableSchema> versions(List<TableSchema> schemas) {
        Map<Long, org.apache.paimon.schema.TableSchema> versions = new HashMap<>();
        schemas.forEach(schema -> versions.put(schema.id(), parse(schema)));
        return versions;
    }

    private static Contents contents(Snapshot snapshot, SourceFiles files) {
        return new Contents(
                snapshot.id(),
                snapshot.timeMillis(),
                snapshot.commitUser(),
                snapshot.commitKind().name(),
                files.files());
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
}
