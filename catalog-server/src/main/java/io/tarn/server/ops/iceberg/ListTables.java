package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.Store;
import java.util.Set;

/** Lists the tables of a database that Iceberg's clients can open. */
public final class ListTables {
    private final Store store;
    private final Access access;

    public ListTables(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /**
     * A page may have fewer names than were asked for, and there are more all the same when it says so.
     *
     * @throws io.tarn.server.model.TarnException DATABASE_NOT_FOUND
     */
    public Page<String> run(Caller caller, Catalogs.Entry catalog, String database, int size, String after) {
        Namespace namespace = access.database(caller, Operation.LIST_TABLES, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.TABLE, true);
        Page<String> named = VisiblePages.ofNames(
                        store,
                        database,
                        (tx, most, from, shown) -> tx.relations()
                                .list(namespace.id(), new PageRequest(most, from, NamePattern.ANY), null, shown))
                .read(size, after, visible);
        // There are tables of other kinds, too, and Iceberg's of which Paimon's clients only say where they lie.
        Set<String> open = store.read(tx -> tx.iceberg().among(namespace.id(), named.entries()));
        return new Page<>(named.entries().stream().filter(open::contains).toList(), named.nextToken());
    }
}
