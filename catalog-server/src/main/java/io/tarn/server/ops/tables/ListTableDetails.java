package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import org.jspecify.annotations.Nullable;

/** Lists a database's tables with their schemas. */
public final class ListTableDetails {
    private final Store store;
    private final Guard guard;
    private final CurrentSchema current;

    public ListTableDetails(Store store, Guard guard, CurrentSchema current) {
        this.store = store;
        this.guard = guard;
        this.current = current;
    }

    /**
     * @param kind only tables of this type; null for all
     * @throws TarnException DATABASE_NOT_FOUND
     */
    public Page<GetTable.Result> run(
            Principal principal, Catalogs.Entry catalog, String database, PageRequest page, @Nullable String kind) {
        Names.check("database", database);
        guard.check(
                principal,
                Operation.LIST_TABLE_DETAILS,
                Securable.database(catalog.catalog().name(), database));
        Namespace namespace = store.read(
                        tx -> tx.namespaces().find(catalog.catalog().id(), database))
                .orElseThrow(() -> Missing.database(database));
        return store.<Page<Detail>>read(tx -> tx.relations().details(namespace.id(), page, kind))
                .map(detail -> result(catalog, database, detail));
    }

    private GetTable.Result result(Catalogs.Entry catalog, String database, Detail detail) {
        TableName name = new TableName(database, detail.head().relation().name(), TableName.MAIN);
        return new GetTable.Result(name, detail.head().relation(), current.orLastKnown(catalog, detail));
    }
}
