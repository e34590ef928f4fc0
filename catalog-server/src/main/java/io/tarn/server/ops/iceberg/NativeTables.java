package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.IcebergRows.Pointed;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.List;

/** Finds tables for Iceberg's clients. */
public final class NativeTables {
    /** A table that has metadata, and the newest file of it. */
    record Found(Head head, Location metadata) {
        Relation relation() {
            return head.relation();
        }
    }

    private final Store store;
    private final Access access;

    public NativeTables(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /**
     * A name of a table, checked. Engines look for metadata tables such as {@code db.t.snapshots} as if they lay in a deeper
     * namespace, and for a table under any name, so a name that no table can have is that of none.
     *
     * @throws TarnException TABLE_NOT_FOUND
     */
    public static TableName name(String database, String table) {
        if (!Names.mayBeGiven(database) || !Names.mayBeGiven(table)) {
            throw Missing.table(new TableName(Names.shown(database), Names.shown(table), TableName.MAIN));
        }
        return new TableName(database, table, TableName.MAIN);
    }

    /**
     * A table, whatever it is of.
     *
     * @param operations all of which the caller must be allowed
     * @throws TarnException TABLE_NOT_FOUND
     */
    Pointed any(Caller caller, List<Operation> operations, Catalogs.Entry catalog, TableName name) {
        return access.icebergTable(caller, operations, catalog, name).orElseThrow(() -> Missing.table(name));
    }

    /**
     * As {@link #any}, whatever is hidden of it from the caller: {@link ReadRestrictions} is to be asked before anything of the
     * table is told.
     *
     * @throws TarnException TABLE_NOT_FOUND
     */
    Pointed whateverIsHidden(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return access.icebergTableWhateverIsHidden(caller, operation, catalog, name)
                .orElseThrow(() -> Missing.table(name));
    }

    /**
     * A table of Iceberg.
     *
     * @throws TarnException TABLE_NOT_FOUND; READ_ONLY for a table of Paimon
     */
    Found get(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return found(any(caller, List.of(operation), catalog, name), name);
    }

    /** @throws TarnException READ_ONLY for a table of Paimon */
    Found found(Pointed table, TableName name) {
        return table.metadata()
                .map(metadata -> new Found(table.head(), metadata))
                .orElseThrow(() -> PaimonTables.refusal(name));
    }

    /** @throws TarnException TABLE_EXISTS, VIEW_EXISTS */
    void checkFree(Catalogs.Entry catalog, Namespace namespace, TableName name) {
        if (store.read(tx -> tx.relations().taken(namespace.id(), name.table()))) {
            throw taken(catalog, name);
        }
    }

    /** The error about a name that is taken, by a table or a view. */
    TarnException taken(Catalogs.Entry catalog, TableName name) {
        boolean table = store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .isPresent();
        return table
                ? Missing.tableExists(name)
                : TarnException.about(
                        ErrorCode.VIEW_EXISTS, name.table(), "View with same name already exists: " + name);
    }
}
