package io.tarn.server.iceberglib;

import io.tarn.auth.policy.IcebergPolicy;
import io.tarn.server.ops.iceberg.TableDocument;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

/**
 * A metadata document.
 *
 * @param json the same as text
 */
record IcebergTable(TableMetadata metadata, String json) implements TableDocument {
    static IcebergTable of(TableMetadata metadata) {
        return new IcebergTable(metadata, TableMetadataParser.toJson(metadata));
    }

    @Override
    public String uuid() {
        return metadata.uuid();
    }

    @Override
    public String location() {
        return metadata.location();
    }

    @Override
    public Map<String, String> properties() {
        return metadata.properties();
    }

    @Override
    public @Nullable Long snapshotId() {
        Snapshot current = metadata.currentSnapshot();
        return current == null ? null : (Long) current.snapshotId();
    }

    @Override
    public String columns() {
        return PaimonColumns.of(metadata.schema());
    }

    @Override
    public List<IcebergPolicy.Field> fields() {
        return metadata.schema().columns().stream()
                .map(field -> new IcebergPolicy.Field(
                        field.fieldId(), field.name(), field.type().toString(), field.isRequired()))
                .toList();
    }

    @Override
    public List<String> formerFiles() {
        return metadata.previousFiles().stream().map(MetadataLogEntry::file).toList();
    }

    @Override
    public String jsonOfRefs() {
        if (metadata.snapshots().size() <= metadata.refs().size()) {
            return json;
        }
        return TableMetadataParser.toJson(
                TableMetadata.buildFrom(metadata).suppressHistoricalSnapshots().build());
    }
}
