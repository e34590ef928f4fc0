package io.tarn.server.iceberglib;

import io.tarn.server.ops.iceberg.ViewDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.jspecify.annotations.Nullable;

/**
 * A view's metadata document.
 *
 * @param json the same as text
 */
record IcebergView(ViewMetadata metadata, String json) implements ViewDocument {
    static IcebergView of(ViewMetadata metadata) {
        return new IcebergView(metadata, ViewMetadataParser.toJson(metadata));
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
    public String columns() {
        return PaimonColumns.of(metadata.schema());
    }

    @Override
    public Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        metadata.currentVersion().representations().forEach(representation -> {
            if (representation instanceof SQLViewRepresentation sql) {
                queries.put(sql.dialect(), sql.sql());
            }
        });
        return queries;
    }

    @Override
    public @Nullable String comment() {
        return metadata.properties().get("comment");
    }
}
