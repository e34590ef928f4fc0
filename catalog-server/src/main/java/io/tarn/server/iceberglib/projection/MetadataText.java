package io.tarn.server.iceberglib.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.ops.projection.Plan;
import io.tarn.server.ops.projection.TableContents.Contents;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/**
 * A metadata file's text: of the last snapshot alone, at the time and with the ids that Paimon gave. Steps on the way to it
 * are no history.
 */
final class MetadataText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANIFESTS = 30;
    private static final String SNAPSHOT = "snapshot-id";
    private static final String SCHEMA = "schema-id";
    private static final String TIME = "timestamp-ms";

    private MetadataText() {}

    /** Small manifests, for one that loses a file is written again; and not many: so many new ones become one. */
    static Map<String, String> whileBuilding() {
        return Map.of(
                "commit.manifest.target-size-bytes",
                Long.toString(256 << 10),
                "commit.manifest.min-count-to-merge",
                Integer.toString(MANIFESTS));
    }

    static String of(TableMetadata built, Plan plan) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(built));
            int schema = Math.toIntExact(plan.schema().id());
            json.put("current-schema-id", schema);
            ((ObjectNode) json.withArray("schemas").get(0)).put(SCHEMA, schema);
            json.set("properties", properties(plan));
            json.set("metadata-log", JSON.createArrayNode());
            json.set("snapshot-log", JSON.createArrayNode());
            json.set("snapshots", JSON.createArrayNode());
            Snapshot snapshot = built.currentSnapshot();
            if (snapshot != null) {
                Contents contents = plan.contents().orElseThrow();
                ObjectNode one = (ObjectNode) JSON.readTree(SnapshotParser.toJson(snapshot));
                json.withArray("snapshots").add(snapshot(one, contents, schema));
                json.withArray("snapshot-log")
                        .addObject()
                        .put(TIME, contents.at())
                        .put(SNAPSHOT, contents.snapshot());
                json.put("last-updated-ms", contents.at());
            }
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode snapshot(ObjectNode snapshot, Contents contents, int schema) {
        snapshot.put(TIME, contents.at());
        snapshot.put(SCHEMA, schema);
        snapshot.remove("parent-snapshot-id");
        snapshot.withObject("/summary")
                .put("paimon.snapshot-id", Long.toString(contents.snapshot()))
                .put("paimon.commit-user", contents.user())
                .put("paimon.commit-kind", contents.kind());
        return snapshot;
    }

    private static ObjectNode properties(Plan plan) {
        ObjectNode properties = JSON.createObjectNode();
        properties.put("paimon.read-only", "true");
        properties.put("paimon.schema-id", Long.toString(plan.schema().id()));
        return properties;
    }
}
