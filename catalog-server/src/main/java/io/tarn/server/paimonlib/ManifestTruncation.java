package io.tarn.server.paimonlib;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.branches.Truncation;
import io.tarn.server.ops.snapshots.FileFormats;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.paimon.Snapshot;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.utils.JsonSerdeUtil;
import org.apache.paimon.utils.Pair;

/**
 * Empties a table as Paimon's own overwrite does: the manifests of before are the base, and a delta deletes every file.
 */
public final class ManifestTruncation implements Truncation {
    private static final String USER = "tarn-replace";

    private final FileFormats formats;
    private final Clock clock;

    public ManifestTruncation(FileFormats formats, Clock clock) {
        this.formats = formats;
        this.clock = clock;
    }

    @Override
    public io.tarn.server.model.Snapshot after(
            io.tarn.server.model.Snapshot head, TableSchema schema, long schemaId, Storage storage, Location table) {
        FileStoreTable opened = FileStoreTableFactory.create(
                StorageFileIO.writingManifests(storage, table),
                new org.apache.paimon.fs.Path(table.toString()),
                org.apache.paimon.schema.TableSchema.fromJson(schema.body()));
        try {
            return formats.snapshot(json(opened, Snapshot.fromJson(head.json()), schemaId));
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StorageException("the manifests of " + table + " cannot be rewritten", e);
        }
    }

    private String json(FileStoreTable table, Snapshot head, long schemaId) {
        ManifestList lists = table.store().manifestListFactory().create();
        List<ManifestEntry> deleted = table.store().newScan().withSnapshot(head).plan().files().stream()
                .map(entry -> ManifestEntry.create(
                        FileKind.DELETE, entry.partition(), entry.bucket(), entry.totalBuckets(), entry.file()))
                .toList();
        long rows = deleted.stream().mapToLong(entry -> entry.file().rowCount()).sum();
        Pair<String, Long> base = lists.write(lists.readDataManifests(head));
        List<ManifestFileMeta> manifests = deleted.isEmpty()
                ? List.of()
                : table.store().manifestFileFactory().create().write(deleted);
        Pair<String, Long> delta = lists.write(manifests);
        ObjectNode json = JsonSerdeUtil.OBJECT_MAPPER_INSTANCE.createObjectNode();
        json.put("version", 3);
        json.put("uuid", UUID.randomUUID().toString());
        json.put("id", head.id() + 1);
        json.put("schemaId", schemaId);
        json.put("baseManifestList", base.getKey());
        json.put("baseManifestListSize", base.getValue());
        json.put("deltaManifestList", delta.getKey());
        json.put("deltaManifestListSize", delta.getValue());
        json.put("commitUser", USER);
        json.put("commitIdentifier", Long.MAX_VALUE);
        json.put("commitKind", "OVERWRITE");
        json.put("timeMillis", clock.millis());
        json.put("totalRecordCount", 0);
        json.put("deltaRecordCount", -rows);
        Long nextRow = head.nextRowId();
        if (nextRow != null) {
            json.put("nextRowId", nextRow);
        }
        return JsonSerdeUtil.toFlatJson(json);
    }
}
