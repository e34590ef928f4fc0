package io.tarn.server.ops.iceberg;

import io.tarn.server.model.Location;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Iceberg's own rules about metadata. It touches neither storage nor the database. */
public interface TableDocuments {
    /** Where a new table lies, by its uuid. */
    @FunctionalInterface
    interface Place {
        String of(String uuid);
    }

    /**
     * @param file it was read from
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA when it is no metadata file of a version that is served
     */
    TableDocument read(Location file, byte[] content);

    /**
     * The first document of a new table, which is in no file yet.
     *
     * @param request the protocol's {@code CreateTableRequest}
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    TableDocument create(String request, Place place);

    /**
     * Applies a commit.
     *
     * @param base null for a table that is not there
     * @param request the protocol's {@code CommitTableRequest}
     * @return a document that is in no file yet; empty when the commit changes nothing, or has been made before
     * @throws io.tarn.server.model.TarnException COMMIT_CONFLICT when {@code base} is not as the commit requires;
     *     INVALID_SCHEMA when what it says is not valid
     */
    Optional<TableDocument> commit(@Nullable TableDocument base, String request);

    /**
     * Whether a table was made by the very commit that is asked for again.
     *
     * @param request the protocol's {@code CommitTableRequest}, which requires that there is no table
     * @throws io.tarn.server.model.TarnException INVALID_SCHEMA
     */
    boolean created(TableDocument table, String request);

    /** The same document, once it is in a file. */
    TableDocument in(Location file, TableDocument document);
}
