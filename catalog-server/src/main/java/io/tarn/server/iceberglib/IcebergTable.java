package io.tarn.server.iceberglib;

import io.tarn.auth.policy.IcebergPolicy;
import io.tarn.server.ops.iceberg.TableDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

/** A metadata document, understood and as text: it is sent as often as it is read, and written down once. */
final class IcebergTable implements TableDocument {
    private final TableMetadata metadata;
    private final byte[] json;

    /** @param json the same in UTF-8 */
    IcebergTable(TableMetadata metadata, byte[] json) {
        this.metadata = metadata;
        this.json = json;
    }

    static IcebergTable of(TableMetadata metadata) {
        return new IcebergTable(metadata, text(metadata));
    }

    private static byte[] text(TableMetadata metadata) {
        return TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    }

    TableMetadata metadata() {
        return metadata;
    }

    @Override
    public byte[] json() {
        return json;
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
    public byte[] jsonOfRefs() {
        if (metadata.snapshots().size() <= metadata.refs().size()) {
            return json;
        }
        return text(
                TableMetadata.buildFrom(metadata).suppressHistoricalSnapshots().build());
    }
}
