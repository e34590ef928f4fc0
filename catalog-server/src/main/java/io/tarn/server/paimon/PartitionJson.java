package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.Statistics;
import io.tarn.server.ops.partitions.ChangePartitions;
import java.util.List;
import java.util.Map;

/** Partitions as clients read them, and what their commits say about them. */
final class PartitionJson {
    private static final int UNKNOWN_BUCKETS = -1;

    private PartitionJson() {}

    static ObjectNode partition(Partition partition) {
        ObjectNode json = Json.object();
        json.set("spec", spec(PartitionName.spec(partition.name())));
        json.put("recordCount", partition.sizes().recordCount());
        json.put("fileSizeInBytes", partition.sizes().fileSizeInBytes());
        json.put("fileCount", partition.sizes().fileCount());
        json.put("lastFileCreationTime", partition.sizes().lastFileCreationTime());
        json.put("totalBuckets", partition.totalBuckets());
        json.put("done", partition.done());
        json.put("createdAt", partition.createdAt());
        json.put("createdBy", partition.createdBy());
        json.put("updatedAt", partition.updatedAt());
        json.put("updatedBy", partition.updatedBy());
        return json;
    }

    static ObjectNode spec(Map<String, String> spec) {
        ObjectNode json = Json.object();
        spec.forEach(json::put);
        return json;
    }

    static ObjectNode result(String changed, String unchanged, ChangePartitions.Result result) {
        ObjectNode json = Json.object();
        json.putArray(changed)
                .addAll(result.changed().stream().map(PartitionJson::spec).toList());
        json.putArray(unchanged)
                .addAll(result.unchanged().stream().map(PartitionJson::spec).toList());
        return json;
    }

    /** The member {@code statistics} of a commit; its counts are signed. */
    static List<PartitionChange> changes(Body commit) {
        return commit.objectsOrEmpty("statistics").stream()
                .map(PartitionJson::change)
                .toList();
    }

    private static PartitionChange change(Body body) {
        long buckets = body.integerOr("totalBuckets", 0);
        return new PartitionChange(
                body.textsOrEmpty("spec"),
                new Statistics(
                        body.integerOr("recordCount", 0),
                        body.integerOr("fileSizeInBytes", 0),
                        body.integerOr("fileCount", 0),
                        body.integerOr("lastFileCreationTime", 0)),
                buckets == (int) buckets ? (int) buckets : UNKNOWN_BUCKETS);
    }
}
