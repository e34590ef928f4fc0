package io.tarn.server.ops.tables;

import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.store.RelationRows.Detail;

/** The schema that clients are told of. */
public final class CurrentSchema {
    private final Publication publication;

    public CurrentSchema(Publication publication) {
        this.publication = publication;
    }

    /** Readers decode old files by the schema file, so nobody learns of a schema before its file is there. */
    public TableSchema of(Catalogs.Entry catalog, Detail detail) {
        publication.publishSchema(
                catalog, detail.head().relation(), detail.head().branch());
        return detail.schema();
    }
}
