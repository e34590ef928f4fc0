package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableLocations;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** Creates a managed table: its rows first, in one transaction, then its schema file, then the answer. */
public final class CreateTable {
    private final Store store;
    private final Guard guard;
    private final Catalogs catalogs;
    private final TableSchemas schemas;
    private final Publication publication;
    private final Clock clock;

    public CreateTable(
            Store store, Guard guard, Catalogs catalogs, TableSchemas schemas, Publication publication, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.catalogs = catalogs;
        this.schemas = schemas;
        this.publication = publication;
        this.clock = clock;
    }

    /**
     * @param schema the protocol's {@code Schema}
     * @throws TarnException DATABASE_NOT_FOUND, TABLE_EXISTS, INVALID_NAME, INVALID_SCHEMA, INVALID_LOCATION
     */
    public void run(Principal principal, Catalogs.Entry catalog, TableName name, String schema) {
        if (!name.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_NAME, "A table name may not contain '$'");
        }
        guard.check(
                principal,
                Operation.CREATE_TABLE,
                Securable.database(catalog.catalog().name(), name.database()));
        Namespace namespace = store.read(
                        tx -> tx.namespaces().find(catalog.catalog().id(), name.database()))
                .orElseThrow(() -> Missing.database(name.database()));
        Map<String, String> options = TableOptions.forNewTable(store, catalogs, catalog, schemas.options(schema));
        TableSchema first = schemas.create(schema, options);

        Relation relation = insert(principal, catalog, namespace, name, first);
        try {
            publication.publishSchema(catalog, relation, Branch.empty(relation.id()));
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "Table " + name + " was created, but its schema file is not written yet", e);
        }
    }

    private Relation insert(
            Principal principal, Catalogs.Entry catalog, Namespace namespace, TableName name, TableSchema schema) {
        boolean plain = TableLocations.hasPlain(catalog.catalog(), name.database(), name.table());
        while (true) {
            UUID id = Ids.next();
            Location location = plain
                    ? TableLocations.plain(catalog.catalog(), name.database(), name.table())
                    : TableLocations.unique(catalog.catalog(), name.database(), name.table(), id);
            Relation relation = new Relation(
                    id,
                    catalog.catalog().id(),
                    namespace.id(),
                    Relation.TABLE,
                    name.table(),
                    location,
                    Audit.created(principal.name(), clock.millis()));
            try {
                insert(relation, name, schema);
                return relation;
            } catch (DuplicateKeyException e) {
                if (store.read(tx -> tx.relations().taken(namespace.id(), name.table()))) {
                    throw Missing.tableExists(name);
                }
                // The name is free, so the directory is what somebody owns: a dropped table whose files are not purged.
                plain = false;
            }
        }
    }

    private void insert(Relation relation, TableName name, TableSchema schema) {
        long now = relation.audit().createdAt();
        store.write(tx -> {
            if (!tx.namespaces().touch(relation.namespaceId())) {
                throw Missing.database(name.database());
            }
            tx.relations().insert(relation);
            tx.locations().claim(relation.location(), relation.id(), relation.catalogId(), now);
            tx.branches().insert(Branch.empty(relation.id()));
            tx.partitions().start(relation.id(), TableName.MAIN, schemas.partitionKeys(schema));
            tx.schemas()
                    .insert(
                            relation.id(),
                            TableName.MAIN,
                            schema,
                            now,
                            relation.audit().createdBy());
            return relation;
        });
    }
}
