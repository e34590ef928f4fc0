package io.tarn.server.iceberglib;

import io.tarn.server.model.Location;
import io.tarn.server.ops.iceberg.ViewDocument;
import io.tarn.server.ops.iceberg.ViewDocuments;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.CreateViewRequestParser;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequestParser;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;

/** Metadata documents of views by the rules of Iceberg's own library. */
public final class IcebergViewDocuments implements ViewDocuments {
    @Override
    public ViewDocument read(String json) {
        return new IcebergView(ViewMetadataParser.fromJson(json), json);
    }

    @Override
    public ViewDocument read(Location file, byte[] content) {
        String json = new String(content, StandardCharsets.UTF_8);
        try {
            return new IcebergView(ViewMetadataParser.fromJson(json), json);
        } catch (RuntimeException e) {
            throw Understanding.invalid("The file " + file + " is not a metadata file of an Iceberg view", e);
        }
    }

    @Override
    public ViewDocument create(String request, String uuid, String location) {
        return Understanding.of(() -> {
            CreateViewRequest asked = CreateViewRequestParser.fromJson(request);
            String place = asked.location();
            return IcebergView.of(ViewMetadata.builder()
                    .assignUUID(uuid)
                    .setProperties(asked.properties())
                    .setLocation(place == null ? location : place)
                    .setCurrentVersion(asked.viewVersion(), asked.schema())
                    .build());
        });
    }

    @Override
    public Optional<ViewDocument> commit(ViewDocument base, String request) {
        // Read again, so that no change of the commit before counts as one of this.
        ViewMetadata before = ViewMetadataParser.fromJson(base.json());
        return Understanding.of(() -> {
            UpdateTableRequest asked = UpdateTableRequestParser.fromJson(request);
            for (UpdateRequirement requirement : asked.requirements()) {
                requirement.validate(before);
            }
            ViewMetadata.Builder builder = ViewMetadata.buildFrom(before);
            asked.updates().forEach(update -> update.applyTo(builder));
            ViewMetadata after = builder.build();
            return after.changes().isEmpty()
                    ? Optional.<ViewDocument>empty()
                    : Optional.<ViewDocument>of(IcebergView.of(after));
        });
    }
}
