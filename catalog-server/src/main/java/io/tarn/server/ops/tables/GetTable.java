package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;

/** Reads a table with its current schema. */
public final class GetTable {
    /** What a client needs to open a table. */
    public record Result(TableName name, Relation relation, TableSchema schema) {}

    private final Store store;
    private final Guard guard;
    private final Publication publication;

    public GetTable(Store store, Guard guard, Publication publication) {
        this.store = store;
        this.guard = guard;
        this.publication = publication;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public Result run(Principal principal, Catalogs.Entry catalog, TableName name) {
        guard.check(
                principal,
                Operation.GET_TABLE,
                Securable.table(catalog.catalog().name(), name.database(), name.table()));
        Head head = store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.table(name));
        // Readers decode old files by the schema file, so nobody learns of a schema before its file is there.
        publication.publishSchema(catalog, head.relation(), head.branch());
        TableSchema schema = store.read(tx -> tx.schemas()
                        .find(head.relation().id(), name.branch(), head.branch().schemaId()))
                .orElseThrow(() -> Missing.table(name));
        return new Result(name, head.relation(), schema);
    }
}
