package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tables.RenameTable;
import io.tarn.server.ops.views.RenameView;
import io.tarn.server.store.Store;

/** Renames a table or a view, also into another namespace. */
public final class RenameRelation {
    private final Store store;
    private final NativeTables tables;
    private final RenameTable renameTable;
    private final LoadView views;
    private final RenameView renameView;

    public RenameRelation(
            Store store, NativeTables tables, RenameTable renameTable, LoadView views, RenameView renameView) {
        this.store = store;
        this.tables = tables;
        this.renameTable = renameTable;
        this.views = views;
        this.renameView = renameView;
    }

    /** @throws TarnException TABLE_NOT_FOUND, READ_ONLY, DATABASE_NOT_FOUND, TABLE_EXISTS, VIEW_EXISTS */
    public void table(Caller caller, Catalogs.Entry catalog, TableName from, TableName to) {
        tables.get(caller, Operation.ALTER_TABLE, catalog, from);
        try {
            renameTable.run(caller, catalog, from, to);
        } catch (TarnException e) {
            throw worded(catalog, e, from, to);
        }
    }

    /** @throws TarnException VIEW_NOT_FOUND, DATABASE_NOT_FOUND, TABLE_EXISTS, VIEW_EXISTS */
    public void view(Caller caller, Catalogs.Entry catalog, TableName from, TableName to) {
        QualifiedName source = new QualifiedName(from.database(), from.table());
        views.exists(caller, Operation.ALTER_VIEW, catalog, source);
        try {
            renameView.run(caller, catalog, source, new QualifiedName(to.database(), to.table()));
        } catch (TarnException e) {
            throw worded(catalog, e, from, to);
        }
    }

    /** Says what has the name: a table or a view. */
    private TarnException worded(Catalogs.Entry catalog, TarnException error, TableName from, TableName to) {
        if (error.code() != ErrorCode.TABLE_EXISTS && error.code() != ErrorCode.VIEW_EXISTS) {
            return error;
        }
        boolean table = store.read(tx -> tx.relations().head(catalog.catalog().id(), to))
                .isPresent();
        return TarnException.about(
                table ? ErrorCode.TABLE_EXISTS : ErrorCode.VIEW_EXISTS,
                to.table(),
                "Cannot rename " + from + " to " + to + ". " + (table ? "Table" : "View") + " already exists");
    }
}
