package io.tarn.server.ops.tables;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.RelationRows.Head;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema that clients are told of: the newest one, by whoever decides that. */
public final class CurrentSchema {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentSchema.class);

    private final Publication publication;
    private final TableSchemas schemas;

    public CurrentSchema(Publication publication, TableSchemas schemas) {
        this.publication = publication;
        this.schemas = schemas;
    }

    /** An external table whose files are gone keeps its last known schema, so that it can still be read about and dropped. */
    public TableSchema of(Catalogs.Entry catalog, Detail detail) {
        Head head = detail.head();
        // Readers decode old files by the schema file, so nobody learns of a schema before its file is there.
        publication.publishSchema(catalog, head.relation(), head.branch());
        if (head.relation().ownership() != Ownership.EXTERNAL) {
            return detail.schema();
        }
        return inStorage(catalog, head).orElse(detail.schema());
    }

    /** For lists: one table whose storage fails does not hide the others. */
    public TableSchema orLastKnown(Catalogs.Entry catalog, Detail detail) {
        try {
            return of(catalog, detail);
        } catch (RuntimeException e) {
            if (detail.head().relation().ownership() != Ownership.EXTERNAL) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("table", detail.head().relation().id())
                    .setCause(e)
                    .log("listed an external table by its last known schema, for storage did not tell the newest");
            return detail.schema();
        }
    }

    /** The newest schema of an external table; empty when there is none where it lies. */
    public Optional<TableSchema> inStorage(Catalogs.Entry catalog, Head head) {
        Optional<TableSchema> newest =
                catalog.files(head.relation(), head.branch()).newestSchema();
        newest.filter(schema -> !schemas.isReadable(schema)).ifPresent(schema -> {
            throw unreadable(head.relation(), schema);
        });
        return newest;
    }

    private static TarnException unreadable(Relation relation, TableSchema schema) {
        return TarnException.of(
                ErrorCode.INTERNAL,
                "The file schema-" + schema.id() + " of external table " + relation.name() + " is not a schema");
    }
}
