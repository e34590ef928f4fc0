package io.tarn.server.paimonlib;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.adoption.SnapshotContents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.Path;
import org.apache.paimon.io.DataFilePathFactory;
import org.apache.paimon.manifest.FileEntry;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestEntrySerializer;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a snapshot's manifests name and storage has not. Manifests are read twice: first for what they delete,
 * which is little and stays in memory, then for what they add.
 */
public final class ManifestFiles implements SnapshotContents {
    /** One look at a table. */
    private record Look(Storage storage, Location table, FileStoreTable opened, Consumer<String> missing) {}

    @Override
    public void findMissing(
            Storage storage, Location table, TableSchema schema, Snapshot snapshot, Consumer<String> missing) {
        FileStoreTable opened = FileStoreTableFactory.create(
                new StorageFileIO(storage, table),
                new Path(table.toString()),
                org.apache.paimon.schema.TableSchema.fromJson(schema.body()));
        Look look = new Look(storage, table, opened, missing);
        try {
            index(look, org.apache.paimon.Snapshot.fromJson(snapshot.json()).indexManifest());
            List<ManifestFileMeta> manifests = manifests(look, snapshot);
            Set<FileEntry.Identifier> deleted = new HashSet<>();
            for (ManifestFileMeta manifest : manifests) {
                if (manifest.numDeletedFiles() > 0) {
                    each(look, manifest, entry -> {
                        if (entry.kind() == FileKind.DELETE) {
                            deleted.add(entry.identifier());
                        }
                    });
                }
            }
            for (ManifestFileMeta manifest : manifests) {
                each(look, manifest, entry -> {
                    if (entry.kind() == FileKind.ADD && !deleted.contains(entry.identifier())) {
                        data(look, entry);
                    }
                });
            }
        } catch (StorageException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("the manifests of " + table + " cannot be read", e);
        }
    }

    private static void index(Look look, @Nullable String manifest) {
        if (manifest != null && !look.storage().exists(look.table(), "manifest/" + manifest)) {
            look.missing().accept("manifest/" + manifest);
        }
    }

    private static List<ManifestFileMeta> manifests(Look look, Snapshot snapshot) throws Exception {
        List<ManifestFileMeta> there = new ArrayList<>();
        var lists = look.opened().store().manifestListFactory().create();
        for (String list : List.of(snapshot.baseManifestList(), snapshot.deltaManifestList())) {
            for (ManifestFileMeta manifest : lists.readWithIOException(list)) {
                String below = "manifest/" + manifest.fileName();
                if (look.storage().exists(look.table(), below)) {
                    there.add(manifest);
                } else {
                    look.missing().accept(below);
                }
            }
        }
        return there;
    }

    private static void each(Look look, ManifestFileMeta manifest, Consumer<ManifestEntry> work) throws Exception {
        var store = look.opened().store();
        Path file = store.pathFactory().toManifestFilePath(manifest.fileName());
        ManifestEntrySerializer serializer = new ManifestEntrySerializer();
        CloseableIterator<InternalRow> rows =
                store.manifestFileFactory().create().createIterator(file, manifest.fileSize());
        try {
            while (rows.hasNext()) {
                work.accept(serializer.fromRow(rows.next()));
            }
        } finally {
            rows.close();
        }
    }

    private static void data(Look look, ManifestEntry entry) {
        DataFilePathFactory paths =
                look.opened().store().pathFactory().createDataFilePathFactory(entry.partition(), entry.bucket());
        check(look, paths.toPath(entry));
        entry.file().extraFiles().forEach(extra -> check(look, paths.toAlignedPath(extra, entry)));
    }

    /** A file may lie outside the table's directory, where an option of the table says so. */
    private static void check(Look look, Path path) {
        String file = path.toString();
        String inside = look.table() + "/";
        if (file.startsWith(inside)) {
            String below = file.substring(inside.length());
            if (!look.storage().exists(look.table(), below)) {
                look.missing().accept(below);
            }
        } else if (isMissingOutside(look, path)) {
            look.missing().accept(file);
        }
    }

    /** What the server may not open, or cannot name, it does not miss. */
    private static boolean isMissingOutside(Look look, Path path) {
        try {
            return !look.storage().exists(Location.parse(path.getParent().toString()), path.getName());
        } catch (TarnException | IllegalArgumentException e) {
            return false;
        }
    }
}
