package io.tarn.server.store;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.View;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.testing.Allowed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A store with a catalog and a database of the test's own, and what tests put into them. */
abstract class StoreBed {
    static final String MAIN = TableName.MAIN;
    static final long NOW = 1_700_000_000_000L;

    final Store store;
    UUID catalog = Ids.next();
    final Namespace database;

    StoreBed(Store store) {
        this.store = store;
        this.database = insertDatabase("db");
    }

    Namespace insertDatabase(String name) {
        Namespace namespace = namespace(name);
        insert(namespace);
        return namespace;
    }

    void insert(Namespace namespace) {
        store.write(tx -> {
            tx.namespaces().insert(namespace);
            return true;
        });
    }

    static PolicyChange change(Transaction tx) {
        return new PolicyChange(tx.policyEpoch().advance(), NOW, "user:root");
    }

    void insert(Principal principal) {
        store.write(tx -> {
            tx.principals().insert(principal, false, change(tx));
            return true;
        });
    }

    Relation insertTable(String name) {
        return insertTable(database, name);
    }

    Relation insertTable(Namespace namespace, String name) {
        Relation table = relation(namespace, name);
        store.write(tx -> {
            tx.relations().insert(table);
            tx.locations().claim(table.location(), table.id(), catalog, NOW);
            tx.branches().insert(Branch.empty(table.id()));
            return true;
        });
        return table;
    }

    void insert(View view) {
        store.write(tx -> {
            tx.views().insert(view);
            return true;
        });
    }

    void insert(Routine routine) {
        store.write(tx -> {
            tx.routines().insert(routine);
            return true;
        });
    }

    boolean rename(View from, View to) {
        return store.write(tx -> tx.views().rename(from, to));
    }

    void drop(Relation table) {
        store.write(tx -> {
            tx.branches().deleteAll(table.id());
            tx.locations().queuePurge(table.id(), NOW);
            return tx.relations().delete(table.id());
        });
    }

    boolean rename(Relation from, Relation to) {
        return store.write(tx -> tx.relations().rename(from, to));
    }

    boolean advance(Branch base, Branch next) {
        return store.write(tx -> tx.branches().advance(base, next, 0, false));
    }

    Head head(Relation table) {
        return store.read(tx -> tx.relations().head(table.id(), MAIN).orElseThrow());
    }

    List<String> tables(Namespace namespace) {
        return store.<Page<String>>read(
                        tx -> tx.relations().list(namespace.id(), PageRequest.first(), null, Visibility.EVERYTHING))
                .entries();
    }

    /**
     * For a caller that is shown more than is named.
     *
     * @param whole everything in these
     * @param within what the objects lie in
     */
    static Visibility many(Set<UUID> whole, Set<UUID> objects, Set<UUID> within, Set<UUID> owners) {
        return new Visibility(false, whole, new Visibility.Many(within, objects::contains), owners, null);
    }

    Namespace namespace(String name) {
        return new Namespace(Ids.next(), catalog, name, Map.of(), 0, Audit.created(Allowed.ME.principal(), NOW));
    }

    static Namespace changed(Namespace from, Map<String, String> options) {
        return new Namespace(from.id(), from.catalogId(), from.name(), options, from.version() + 1, from.audit());
    }

    Relation relation(Namespace namespace, String name) {
        UUID id = Ids.next();
        Location location = Location.parse("file:/lake/" + id);
        return new Relation(
                id,
                catalog,
                namespace.id(),
                TableKind.TABLE,
                false,
                name,
                location,
                Audit.created(Allowed.ME.principal(), NOW));
    }

    static View changed(View from, Namespace namespace, String name, long version) {
        return new View(
                from.id(),
                from.catalogId(),
                namespace.id(),
                name,
                from.definition(),
                version,
                from.audit().updated(Allowed.ME.principal(), NOW + 1));
    }

    static Relation renamed(Relation from, Namespace namespace, String name) {
        return from.renamed(namespace.id(), name, from.audit());
    }
}
