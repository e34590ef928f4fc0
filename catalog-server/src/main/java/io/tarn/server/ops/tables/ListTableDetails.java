package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import org.jspecify.annotations.Nullable;

/** Lists a database's tables with their schemas. */
public final class ListTableDetails {
    private final Store store;
    private final Access access;
    private final CurrentSchema current;

    public ListTableDetails(Store store, Access access, CurrentSchema current) {
        this.store = store;
        this.access = access;
        this.current = current;
    }

    /**
     * @param kind only tables of this type; null for all
     * @throws TarnException DATABASE_NOT_FOUND
     */
    public Page<GetTable.Result> run(
            Caller caller, Catalogs.Entry catalog, String database, PageRequest page, @Nullable String kind) {
        Names.check("database", database);
        Namespace namespace = access.database(caller, Operation.LIST_TABLE_DETAILS, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.TABLE, false);
        return new VisiblePages<Detail>(
                        store,
                        (tx, size, after, shown) -> tx.relations()
                                .details(namespace.id(), new PageRequest(size, after, page.pattern()), kind, shown),
                        entry -> entry.head().relation().name(),
                        entry -> database,
                        entry -> entry.head().relation().name())
                .read(page.size(), page.after(), visible)
                .map(detail -> result(catalog, database, detail));
    }

    private GetTable.Result result(Catalogs.Entry catalog, String database, Detail detail) {
        TableName name = new TableName(database, detail.head().relation().name(), TableName.MAIN);
        return new GetTable.Result(name, detail.head().relation(), current.orLastKnown(catalog, detail));
    }
}
