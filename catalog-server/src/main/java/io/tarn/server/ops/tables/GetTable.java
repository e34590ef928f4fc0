package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import java.util.UUID;

/** Reads a table with its current schema. */
public final class GetTable {
    /** What a client needs to open a table. */
    public record Result(TableName name, Relation relation, TableSchema schema) {}

    private final Store store;
    private final Access access;
    private final CurrentSchema current;

    public GetTable(Store store, Access access, CurrentSchema current) {
        this.store = store;
        this.access = access;
        this.current = current;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public Result run(Caller caller, Catalogs.Entry catalog, TableName name) {
        Detail detail =
                access.detail(caller, Operation.GET_TABLE, catalog, name).orElseThrow(() -> Missing.table(name));
        return new Result(name, detail.head().relation(), current.of(catalog, detail));
    }

    /** @throws TarnException TABLE_NOT_FOUND, also for a text that is no id */
    public Result byId(Caller caller, Catalogs.Entry catalog, String id) {
        UUID relationId = Ids.parse(id).orElseThrow(() -> Missing.tableId(id));
        TableName name = store.read(
                        tx -> tx.relations().nameOf(catalog.catalog().id(), relationId))
                .orElseThrow(() -> Missing.tableId(id));
        Detail detail = access.detail(caller, Operation.GET_TABLE, catalog, name, relationId)
                .orElseThrow(() -> Missing.tableId(id));
        return new Result(name, detail.head().relation(), current.of(catalog, detail));
    }
}
