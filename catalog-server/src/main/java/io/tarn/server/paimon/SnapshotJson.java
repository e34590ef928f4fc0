package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.snapshots.CommitSnapshot;
import io.tarn.server.ops.snapshots.GetSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Snapshots and commits as clients of 1.2 to 2.0 send and read them. */
public final class SnapshotJson {
    private static final Set<String> KINDS = Set.of("APPEND", "COMPACT", "OVERWRITE", "ANALYZE");
    private static final int UUID_LENGTH = 64;

    private SnapshotJson() {}

    static CommitSnapshot.Request commit(TableName table, Body body) {
        List<PartitionChange> partitions = PartitionJson.changes(body);
        return new CommitSnapshot.Request(
                table,
                body.textOrNull("tableId"),
                body.textOrNull("baseSnapshotUuid"),
                snapshot(body.object("snapshot")),
                change(partitions),
                partitions);
    }

    /**
     * Reads a snapshot that a client commits.
     *
     * @throws TarnException INVALID_REQUEST
     */
    public static Snapshot sent(String json) {
        return snapshot(new Body(Json.object().set("snapshot", Json.parse(json.getBytes(StandardCharsets.UTF_8))))
                .object("snapshot"));
    }

    /** Reads the text of a snapshot file. */
    static Snapshot read(String json) {
        return snapshot(new Body(Json.stored(json)));
    }

    private static Snapshot snapshot(Body body) {
        long id = body.integer("id");
        if (id < 1) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'snapshot.id' must be at least 1");
        }
        String kind = body.text("commitKind");
        if (!KINDS.contains(kind)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "'snapshot.commitKind' is '" + Names.printable(kind) + "'; it must be one of "
                            + KINDS.stream().sorted().toList());
        }
        String uuid = body.textOrNull("uuid");
        if (uuid != null && uuid.length() > UUID_LENGTH) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'snapshot.uuid' is too long");
        }
        String json = body.json();
        if (json.length() > Limits.TEXT_LENGTH) {
            throw TarnException.of(ErrorCode.BODY_TOO_LARGE, "'snapshot' is larger than the server keeps");
        }
        return new Snapshot(
                id,
                uuid,
                body.integer("schemaId"),
                body.text("commitUser"),
                body.integer("commitIdentifier"),
                kind,
                body.text("baseManifestList"),
                body.text("deltaManifestList"),
                body.textOrNull("changelogManifestList"),
                json,
                new Snapshot.Counts(
                        count(body, "totalRecordCount"),
                        count(body, "deltaRecordCount"),
                        count(body, "watermark"),
                        count(body, "timeMillis")));
    }

    /** For who watches, so what is no number is none, and no reason to refuse the commit. */
    private static @Nullable Long count(Body body, String name) {
        if (!body.has(name)) {
            return null;
        }
        JsonNode value = body.any(name);
        return value.isIntegralNumber() && value.canConvertToLong() ? value.asLong() : null;
    }

    /** What the commit adds, summed over its partitions: the counts are signed. */
    public static Statistics change(List<PartitionChange> partitions) {
        return partitions.stream().map(PartitionChange::sizes).reduce(Statistics.NONE, Statistics::plus);
    }

    static JsonNode tableSnapshot(GetSnapshot.Result result) {
        ObjectNode tableSnapshot = Json.object();
        JsonNode snapshot = Json.stored(result.json());
        tableSnapshot.set("snapshot", snapshot);
        long records = result.statistics().recordCount();
        tableSnapshot.put(
                "recordCount",
                result.statistics().known()
                        ? records
                        : snapshot.path("totalRecordCount").asLong(records));
        tableSnapshot.put("fileSizeInBytes", result.statistics().fileSizeInBytes());
        tableSnapshot.put("fileCount", result.statistics().fileCount());
        tableSnapshot.put("lastFileCreationTime", result.statistics().lastFileCreationTime());
        return Json.object().set("snapshot", tableSnapshot);
    }
}
