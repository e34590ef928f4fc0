package io.tarn.server.ops;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.store.IcebergRows.Pointed;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Finds an object by its name, and sees to it that the caller may do an operation on what was found: the decision is about
 * the object with that id, whatever becomes of the name.
 *
 * <p>What the caller may not know of is not found. Each method throws {@link TarnException} FORBIDDEN when it may know of
 * it and may not do this, and UNAVAILABLE when no decision is possible.
 */
public final class Access {
    /** About what a table and its branch take in memory. */
    private static final int ROW_BYTES = 1 << 10;

    private final Store store;
    private final Guard guard;
    private final PointReads<Named, Optional<Head>> heads;
    private final PointReads<Named, Optional<Detail>> details;
    private final PointReads<Named, Optional<Pointed>> pointers;

    private record Named(UUID catalogId, TableName name) {
        static Named of(Catalogs.Entry catalog, TableName name) {
            return new Named(catalog.catalog().id(), name);
        }
    }

    public Access(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
        this.heads = PointReads.of(store, head -> ROW_BYTES);
        this.details = PointReads.of(
                store,
                found -> ROW_BYTES
                        + found.map(detail -> detail.schema().body().length()).orElse(0));
        this.pointers = PointReads.of(store, pointed -> ROW_BYTES);
    }

    /** @throws TarnException CATALOG_NOT_FOUND */
    public void catalog(Caller caller, Operation operation, Catalogs.Entry catalog) {
        if (!allows(caller, operation, Securables.of(catalog))) {
            throw Catalogs.notFound(catalog.catalog().name());
        }
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Namespace database(Caller caller, Operation operation, Catalogs.Entry catalog, String name) {
        return store.read(tx -> tx.namespaces().find(catalog.catalog().id(), name))
                .filter(found -> allows(caller, operation, Securables.of(catalog, found)))
                .orElseThrow(() -> Missing.database(name));
    }

    /** One branch of a table. Only who may do this on the table is told that there is no such branch. */
    public Optional<Head> table(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Optional<Head> found = head(catalog, name);
        if (found.isEmpty()) {
            checkTableOf(caller, operation, catalog, name);
        }
        return found.filter(head -> allows(caller, operation, catalog, head.relation(), name));
    }

    private Optional<Head> head(Catalogs.Entry catalog, TableName name) {
        return heads.get(
                Named.of(catalog, name),
                () -> store.read(tx -> tx.relations().head(catalog.catalog().id(), name)));
    }

    /** As {@link #table}, whatever is hidden of it: who asks sees to that, before anything of the table is told. */
    public Optional<Head> tableWhateverIsHidden(
            Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return head(catalog, name)
                .filter(head -> allows(caller, operation, Securables.of(catalog, head.relation(), name)));
    }

    /**
     * As {@link #table}, with what it is for Iceberg's clients.
     *
     * @param operations all of which the caller must be allowed
     */
    public Optional<Pointed> icebergTable(
            Caller caller, List<Operation> operations, Catalogs.Entry catalog, TableName name) {
        return pointer(catalog, name)
                .filter(found -> operations.stream()
                        .allMatch(operation ->
                                allows(caller, operation, catalog, found.head().relation(), name)));
    }

    private Optional<Pointed> pointer(Catalogs.Entry catalog, TableName name) {
        return pointers.get(
                Named.of(catalog, name),
                () -> store.read(tx -> tx.iceberg().find(catalog.catalog().id(), name)));
    }

    /** As {@link #tableWhateverIsHidden}, with what it is for Iceberg's clients. */
    public Optional<Pointed> icebergTableWhateverIsHidden(
            Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return pointer(catalog, name)
                .filter(found -> allows(
                        caller, operation, Securables.of(catalog, found.head().relation(), name)));
    }

    /** As {@link #table}, with its schema. */
    public Optional<Detail> detail(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Optional<Detail> found = details.get(
                Named.of(catalog, name),
                () -> store.read(tx -> tx.relations().detail(catalog.catalog().id(), name)));
        if (found.isEmpty()) {
            checkTableOf(caller, operation, catalog, name);
        }
        return found.filter(
                detail -> allows(caller, operation, catalog, detail.head().relation(), name));
    }

    /** Of a branch that is not there. */
    private void checkTableOf(Caller caller, Operation operation, Catalogs.Entry catalog, TableName branch) {
        if (!branch.branch().equals(TableName.MAIN)) {
            table(caller, operation, catalog, new TableName(branch.database(), branch.table(), TableName.MAIN));
        }
    }

    /** As {@link #detail(Caller, Operation, Catalogs.Entry, TableName)}, by the id of the table. */
    public Optional<Detail> detail(
            Caller caller, Operation operation, Catalogs.Entry catalog, TableName name, UUID relationId) {
        return store.read(tx -> tx.relations().detail(relationId))
                .filter(detail ->
                        allows(caller, operation, catalog, detail.head().relation(), name));
    }

    public Optional<View> view(Caller caller, Operation operation, Catalogs.Entry catalog, QualifiedName name) {
        return store.read(tx -> tx.views().find(catalog.catalog().id(), name))
                .filter(view -> allows(caller, operation, Securables.of(catalog, view, name)));
    }

    public Optional<Routine> function(Caller caller, Operation operation, Catalogs.Entry catalog, QualifiedName name) {
        return store.read(tx -> tx.routines().find(catalog.catalog().id(), name))
                .filter(routine -> allows(caller, operation, Securables.of(catalog, routine, name)));
    }

    /** Which databases of a catalog a list may show. */
    public Visibility databases(Caller caller, Catalogs.Entry catalog) {
        return guard.visible(caller, Securables.of(catalog), Securable.Kind.DATABASE, true);
    }

    /** Which objects of a kind a list over all databases may show. */
    public Visibility everywhere(Caller caller, Catalogs.Entry catalog, Securable.Kind kind) {
        return guard.visible(caller, Securables.of(catalog), kind, true);
    }

    /**
     * Which objects of a kind a list of one database may show.
     *
     * @param namesOnly whether it shows nothing but names
     */
    public Visibility in(
            Caller caller, Catalogs.Entry catalog, Namespace namespace, Securable.Kind kind, boolean namesOnly) {
        return guard.visible(caller, Securables.of(catalog, namespace), kind, namesOnly);
    }

    /** To put a table where the client says. */
    public void location(
            Caller caller, Operation operation, Catalogs.Entry catalog, Namespace namespace, Location location) {
        guard.check(caller, operation, Securables.of(catalog, namespace), Securables.of(catalog, location));
    }

    /** For an object that goes to another database: the target must be there, and both must allow it. */
    public Namespace target(
            Caller caller, Operation operation, Catalogs.Entry catalog, Securable moved, String database) {
        Namespace target = database(caller, Operation.GET_DATABASE, catalog, database);
        guard.check(caller, operation, moved, Securables.of(catalog, target));
        return target;
    }

    /** Told when an operation has changed the policy on the way, as moving an object with its grants does. */
    public void policyChanged() {
        guard.policyChanged();
    }

    /** What is hidden of a table that was found, from a caller that may read it. */
    public Restrictions restrictions(Caller caller, Catalogs.Entry catalog, Relation relation, TableName name) {
        return guard.restrictions(caller, Securables.of(catalog, relation, name));
    }

    /** Whether a caller that does not see a table whole may commit to it all the same. */
    public boolean writes(
            Caller caller, Restrictions hidden, Catalogs.Entry catalog, Relation relation, TableName name) {
        return (hidden.rules().isEmpty() || hidden.writesUnseen())
                && guard.wouldAllow(caller, Operation.COMMIT_SNAPSHOT, Securables.of(catalog, relation, name));
    }

    /**
     * As {@link #restrictions(Caller, Catalogs.Entry, Relation, TableName)}, of a branch and schema that were found.
     *
     * @param columns the names of their columns
     */
    public Restrictions restrictions(
            Caller caller, Catalogs.Entry catalog, Relation relation, TableName name, Supplier<List<String>> columns) {
        return guard.restrictions(caller, Securables.of(catalog, relation, name), columns);
    }

    /** For what is refused because of what is hidden of a table. */
    public TarnException refuse(
            Caller caller,
            Operation operation,
            String reason,
            Catalogs.Entry catalog,
            Relation relation,
            TableName name) {
        return guard.refuse(caller, operation, reason, Securables.of(catalog, relation, name));
    }

    /** Branches and system tables are restricted as their table. */
    private boolean allows(
            Caller caller, Operation operation, Catalogs.Entry catalog, Relation relation, TableName name) {
        Securable table = Securables.of(catalog, relation, name);
        if (!allows(caller, operation, table)) {
            return false;
        }
        guard.checkUnseen(caller, operation, table, relation.ownership() == Ownership.MANAGED);
        return true;
    }

    /** An operation may need several things of the same object. */
    private boolean allows(Caller caller, Operation operation, Securable on) {
        int needed = OperationTable.requirements(operation).map(List::size).orElse(1);
        return guard.allows(caller, operation, Collections.nCopies(needed, on).toArray(new Securable[0]));
    }
}
