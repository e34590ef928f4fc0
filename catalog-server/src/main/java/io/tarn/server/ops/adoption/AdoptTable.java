package io.tarn.server.ops.adoption;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.TableOptions;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes a table that was found in storage one of a catalog, where it lies: all its rows in one transaction, no file written.
 * From then on the database decides about a managed one; of an external one storage goes on to decide, and its row is a mirror.
 */
final class AdoptTable {
    private static final int ROWS = 1_000;

    /** What was inserted, to be taken back. */
    record Adopted(Relation relation, List<Branch> branches) {
        Adopted {
            branches = List.copyOf(branches);
        }
    }

    private final Store store;
    private final TableSchemas schemas;
    private final Clock clock;

    AdoptTable(Store store, TableSchemas schemas, Clock clock) {
        this.store = store;
        this.schemas = schemas;
        this.clock = clock;
    }

    /**
     * @param external whether storage goes on to decide
     * @param owner who will hold everything on the table
     * @throws TarnException TABLE_EXISTS, DATABASE_NOT_FOUND, INVALID_LOCATION when the place touches another table's
     */
    Adopted insert(
            Caller caller,
            Catalogs.Entry catalog,
            Namespace namespace,
            TableName name,
            FoundTable table,
            boolean external,
            Principal owner) {
        for (int attempt = 1; ; attempt++) {
            long now = clock.millis();
            Relation relation = new Relation(
                    Ids.next(),
                    catalog.catalog().id(),
                    namespace.id(),
                    table.kind(),
                    external,
                    name.table(),
                    table.location(),
                    new Audit(owner.name(), owner.id(), now, caller.name(), now, caller.name()));
            Adopted adopted = new Adopted(relation, branches(relation, table, now));
            try {
                store.write(tx -> insert(tx, caller, catalog, name, table, adopted, now));
                return adopted;
            } catch (DuplicateKeyException e) {
                if (store.read(tx -> tx.relations().taken(namespace.id(), name.table()))) {
                    throw Missing.tableExists(name);
                }
                // Two wrote the access for the first time at once.
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** An external table has main alone: storage is asked for its other branches. */
    private static List<Branch> branches(Relation relation, FoundTable table, long now) {
        List<Branch> branches = new ArrayList<>();
        for (FoundTable.Branch found : table.branches()) {
            boolean main = found.name().equals(TableName.MAIN);
            if (relation.external()) {
                if (main) {
                    branches.add(Branch.adopted(relation.id(), found.schema().id()));
                }
                continue;
            }
            Snapshot head = found.head().orElse(null);
            branches.add(new Branch(
                    relation.id(),
                    found.name(),
                    found.schema().id(),
                    true,
                    head == null ? 0 : head.id(),
                    head == null ? "" : head.uuidOrEmpty(),
                    true,
                    head == null ? Statistics.NONE : Statistics.UNKNOWN,
                    head == null ? 0 : head.id(),
                    main ? 0 : now,
                    true));
        }
        return branches;
    }

    private boolean insert(
            Transaction tx,
            Caller caller,
            Catalogs.Entry catalog,
            TableName name,
            FoundTable table,
            Adopted adopted,
            long now) {
        Relation relation = adopted.relation();
        tx.locations().guard(relation.location());
        if (tx.locations().touching(relation.location(), LocationClaims.NOBODY).isPresent()) {
            throw LocationRules.taken(TableOptions.PATH, relation.location());
        }
        if (!tx.namespaces().touch(relation.namespaceId())) {
            throw Missing.database(name.database());
        }
        tx.relations().insert(relation);
        tx.locations().claim(relation.location(), relation.id(), relation.catalogId(), now);
        for (int i = 0; i < adopted.branches().size(); i++) {
            insert(
                    tx,
                    caller,
                    relation,
                    adopted.branches().get(i),
                    table.branches().get(i),
                    now);
        }
        Trail.changed(
                tx,
                caller,
                Operation.REGISTER_TABLE,
                Securables.of(catalog, relation, name),
                details(relation, adopted.branches()));
        return true;
    }

    private void insert(
            Transaction tx, Caller caller, Relation relation, Branch branch, FoundTable.Branch found, long now) {
        UUID table = relation.id();
        tx.branches().insert(branch);
        if (relation.external()) {
            tx.partitions().giveUp(table, branch.name());
            tx.schemas().insert(table, branch.name(), found.schema(), now, caller.name());
            return;
        }
        if (branch.snapshotId() == 0) {
            tx.partitions().start(table, branch.name(), schemas.partitionKeys(found.schema()));
        } else {
            tx.partitions().forget(table, branch.name());
        }
        found.schemas().forEach(schema -> tx.schemas().insert(table, branch.name(), schema, now, caller.name()));
        found.snapshots()
                .forEach(snapshot ->
                        tx.snapshots().insert(table, branch.name(), snapshot, Statistics.UNKNOWN, now, caller.name()));
    }

    private static Map<String, String> details(Relation relation, List<Branch> branches) {
        Map<String, String> details = new TreeMap<>();
        details.put("location", relation.location().toString());
        details.put("as", relation.external() ? "external" : "managed");
        details.put("by", "import");
        details.put("branches", Integer.toString(branches.size()));
        details.put("snapshot", Long.toString(branches.get(0).snapshotId()));
        return details;
    }

    /**
     * Takes everything back, unless somebody has changed the table since. The files stay.
     *
     * @return whether nothing of it is left
     */
    boolean withdraw(Caller caller, Catalogs.Entry catalog, TableName name, Adopted adopted) {
        UUID table = adopted.relation().id();
        return store.write(tx -> {
            for (Branch branch : adopted.branches()) {
                if (!tx.branches().hold(branch)) {
                    return false;
                }
            }
            if (tx.branches().names(table).size() != adopted.branches().size() - 1
                    || !tx.relations().delete(table)) {
                return false;
            }
            tx.branches().deleteAll(table);
            tx.filePlans().deleteAll(table);
            tx.locations().release(table);
            deleteRows(tx, table);
            Trail.changed(
                    tx,
                    caller,
                    Operation.DROP_TABLE,
                    Securables.of(catalog, adopted.relation(), name),
                    Map.of("by", "import", "files", "kept"));
            return true;
        });
    }

    private static void deleteRows(Transaction tx, UUID table) {
        int deleted;
        do {
            deleted = tx.snapshots().deleteSome(table, ROWS)
                    + tx.schemas().deleteSome(table, ROWS)
                    + tx.partitions().deleteSome(table, ROWS);
        } while (deleted > 0);
    }
}
