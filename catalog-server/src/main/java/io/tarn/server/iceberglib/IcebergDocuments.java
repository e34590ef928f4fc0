package io.tarn.server.iceberglib;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.iceberg.TableDocument;
import io.tarn.server.ops.iceberg.TableDocuments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequestParser;
import org.apache.iceberg.util.JsonUtil;
import org.jspecify.annotations.Nullable;

/** Metadata documents by the rules of Iceberg's own library. */
public final class IcebergDocuments implements TableDocuments {
    /** What the server reads and writes; version 4 is not finished. */
    private static final int NEWEST_FORMAT = 3;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    @Override
    public TableDocument read(Location file, byte[] content) {
        if (content.length > Limits.ICEBERG_METADATA_BYTES) {
            throw Understanding.invalid("The file " + file + " is larger than the server reads", null);
        }
        byte[] json = isZipped(content) ? unzipped(file, content) : content;
        try {
            String text = new String(json, StandardCharsets.UTF_8);
            return new IcebergTable(served(TableMetadataParser.fromJson(file.toString(), text)), json);
        } catch (TarnException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Understanding.invalid("The file " + file + " is not a metadata file of an Iceberg table", e);
        }
    }

    private static boolean isZipped(byte[] content) {
        return content.length > 2 && (content[0] & 0xff) == GZIP_FIRST && (content[1] & 0xff) == GZIP_SECOND;
    }

    private static byte[] unzipped(Location file, byte[] content) {
        try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(content))) {
            byte[] bytes = zipped.readNBytes((int) Limits.ICEBERG_METADATA_BYTES + 1);
            if (bytes.length > Limits.ICEBERG_METADATA_BYTES) {
                throw Understanding.invalid("The file " + file + " is larger than the server reads", null);
            }
            return bytes;
        } catch (IOException e) {
            throw Understanding.invalid("The file " + file + " is not readable", e);
        }
    }

    @Override
    public TableDocument create(String request, Place place) {
        return Understanding.of(() -> {
            JsonNode json = tree(request);
            Schema schema = SchemaParser.fromJson(JsonUtil.get("schema", json));
            PartitionSpec spec = json.hasNonNull("partition-spec")
                    ? PartitionSpecParser.fromJson(json.get("partition-spec")).bind(schema)
                    : PartitionSpec.unpartitioned();
            SortOrder order = json.hasNonNull("write-order")
                    ? SortOrderParser.fromJson(json.get("write-order")).bind(schema)
                    : SortOrder.unsorted();
            Map<String, String> properties = new HashMap<>();
            if (json.hasNonNull("properties")) {
                properties.putAll(JsonUtil.getStringMap("properties", json));
            }
            // The uuid comes first, for the place goes by it.
            TableMetadata placeless = TableMetadata.newTableMetadata(schema, spec, order, "file:/", properties);
            TableMetadata placed = TableMetadata.buildFrom(placeless)
                    .setLocation(place.of(placeless.uuid()))
                    .discardChanges()
                    .build();
            return IcebergTable.of(served(placed));
        });
    }

    @Override
    public Optional<TableDocument> commit(@Nullable TableDocument base, String request) {
        TableMetadata before = base == null ? null : ((IcebergTable) base).metadata();
        return Understanding.of(() -> {
            UpdateTableRequest asked = UpdateTableRequestParser.fromJson(request);
            if (before != null && hasSnapshots(before, asked.updates())) {
                return Optional.<TableDocument>empty();
            }
            TableMetadata.Builder builder = before == null ? empty(asked.updates()) : TableMetadata.buildFrom(before);
            for (UpdateRequirement requirement : asked.requirements()) {
                requirement.validate(before);
            }
            asked.updates().forEach(update -> update.applyTo(builder));
            TableMetadata after = builder.build();
            if (before != null && !after.uuid().equals(before.uuid())) {
                throw Understanding.invalid("Cannot reassign uuid", null);
            }
            return after.changes().isEmpty()
                    ? Optional.<TableDocument>empty()
                    : Optional.<TableDocument>of(IcebergTable.of(served(after)));
        });
    }

    @Override
    public boolean created(TableDocument table, String request) {
        TableMetadata there = ((IcebergTable) table).metadata();
        return Understanding.of(() -> {
            List<MetadataUpdate> updates =
                    UpdateTableRequestParser.fromJson(request).updates();
            boolean sameTable = updates.stream()
                    .anyMatch(update -> update instanceof MetadataUpdate.AssignUUID assigned
                            && assigned.uuid().equals(there.uuid()));
            boolean hasSnapshots = updates.stream().anyMatch(MetadataUpdate.AddSnapshot.class::isInstance);
            return sameTable && (!hasSnapshots || hasSnapshots(there, updates));
        });
    }

    /**
     * Whether a commit adds snapshots that the table has: it was made before, as a whole, and its client has not heard of it.
     * No other snapshot has the same id and the same manifest list.
     */
    private static boolean hasSnapshots(TableMetadata table, List<MetadataUpdate> updates) {
        List<Snapshot> added = updates.stream()
                .filter(MetadataUpdate.AddSnapshot.class::isInstance)
                .map(update -> ((MetadataUpdate.AddSnapshot) update).snapshot())
                .toList();
        return !added.isEmpty()
                && added.stream().allMatch(snapshot -> {
                    Snapshot known = table.snapshot(snapshot.snapshotId());
                    return known != null
                            && known.manifestListLocation() != null
                            && known.manifestListLocation().equals(snapshot.manifestListLocation());
                });
    }

    private static TableMetadata.Builder empty(List<MetadataUpdate> updates) {
        return updates.stream()
                .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
                .map(update ->
                        TableMetadata.buildFromEmpty(((MetadataUpdate.UpgradeFormatVersion) update).formatVersion()))
                .findFirst()
                .orElseGet(TableMetadata::buildFromEmpty);
    }

    @Override
    public TableDocument in(Location file, TableDocument document) {
        IcebergTable table = (IcebergTable) document;
        return new IcebergTable(
                TableMetadata.buildFrom(table.metadata())
                        .discardChanges()
                        .withMetadataLocation(file.toString())
                        .build(),
                table.json());
    }

    private static TableMetadata served(TableMetadata metadata) {
        if (metadata.formatVersion() > NEWEST_FORMAT) {
            throw Understanding.invalid(
                    "Format version " + metadata.formatVersion() + " is not served; the newest is " + NEWEST_FORMAT,
                    null);
        }
        if (metadata.uuid() == null) {
            throw Understanding.invalid("The table has no uuid", null);
        }
        return metadata;
    }

    private static JsonNode tree(String json) {
        try {
            return JsonUtil.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw Understanding.invalid("The body is not valid JSON", e);
        }
    }
}
