package io.tarn.server.ops.iceberg;

import io.tarn.server.model.Location;
import java.util.Optional;

/** Iceberg's own rules about the metadata of views. */
public interface ViewDocuments {
    /** A document that the server itself stored. */
    ViewDocument read(String json);

    /** @throws io.tarn.server.model.TarnException INVALID_SCHEMA when it is no metadata file of a view */
    ViewDocument read(Location file, byte[] content);

    /**
     * The first document of a new view.
     *
     * @param request the protocol's {@code CreateViewRequest}
     * @param uuid of the view
     * @param location where it lies when the request does not say
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    ViewDocument create(String request, String uuid, String location);

    /**
     * Applies a commit.
     *
     * @param request the protocol's {@code CommitViewRequest}
     * @return empty when the commit changes nothing
     * @throws io.tarn.server.model.TarnException COMMIT_CONFLICT when {@code base} is not as the commit requires;
     *     INVALID_SCHEMA when what it says is not valid
     */
    Optional<ViewDocument> commit(ViewDocument base, String request);
}
