package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.Optional;

/** Reads the versions of a table's schema. */
public final class ListSchemas {
    private final Store store;
    private final LoadBranch load;

    public ListSchemas(Store store, LoadBranch load) {
        this.store = store;
        this.load = load;
    }

    /**
     * Newest first.
     *
     * @param before only schemas with a smaller id
     * @throws TarnException TABLE_NOT_FOUND
     */
    public Page<TableSchema> run(Caller caller, Catalogs.Entry catalog, TableName name, int size, long before) {
        Branch branch = load(caller, Operation.LIST_SCHEMAS, catalog, name);
        List<TableSchema> schemas =
                store.read(tx -> tx.schemas().list(branch.relationId(), branch.name(), before, size));
        return Page.of(schemas, size, schema -> Long.toString(schema.id()));
    }

    /**
     * @param version {@code LATEST}, {@code EARLIEST} or an id
     * @throws TarnException TABLE_NOT_FOUND, SCHEMA_NOT_FOUND
     */
    public TableSchema one(Caller caller, Catalogs.Entry catalog, TableName name, String version) {
        Branch branch = load(caller, Operation.GET_SCHEMA, catalog, name);
        return id(branch, version)
                .flatMap(id -> store.read(tx -> tx.schemas().find(branch.relationId(), branch.name(), id)))
                .orElseThrow(() -> TarnException.about(
                        ErrorCode.SCHEMA_NOT_FOUND,
                        Names.printable(version),
                        "Table " + name + " has no schema " + Names.printable(version)));
    }

    private Optional<Long> id(Branch branch, String version) {
        return switch (version) {
            case "LATEST" -> Optional.of(branch.schemaId());
            case "EARLIEST" ->
                store.read(tx -> tx.schemas().ids(branch.relationId(), branch.name())).stream()
                        .findFirst();
            default -> version.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(version)) : Optional.empty();
        };
    }

    private Branch load(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Head head = load.ofAnyTable(caller, operation, catalog, name);
        if (head.relation().ownership() == Ownership.EXTERNAL) {
            LoadBranch.checkManaged(head.relation(), name);
        }
        return head.branch();
    }
}
