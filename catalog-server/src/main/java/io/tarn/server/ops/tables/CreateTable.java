package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableLocations;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.tables.NewTableRows.Draft;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Optional;

/**
 * Creates a table: its rows first, in one transaction, then its schema file, then the answer.
 *
 * <p>With an option {@code path} it is external. When the place has schema files already, these stay as they are and must
 * agree with what is asked for.
 */
public final class CreateTable {
    private final Store store;
    private final Access access;
    private final LocationRules locations;
    private final TableSchemas schemas;
    private final Publication publication;
    private final NewTableRows rows;

    public CreateTable(
            Store store,
            Access access,
            LocationRules locations,
            TableSchemas schemas,
            Publication publication,
            Clock clock) {
        this.store = store;
        this.access = access;
        this.locations = locations;
        this.schemas = schemas;
        this.publication = publication;
        this.rows = new NewTableRows(store, schemas, clock);
    }

    /**
     * @param schema the protocol's {@code Schema}
     * @throws TarnException DATABASE_NOT_FOUND, TABLE_EXISTS, INVALID_NAME, INVALID_SCHEMA, INVALID_LOCATION
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String schema) {
        if (!name.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_NAME, "A table name may not contain '$'");
        }
        Namespace namespace = access.database(caller, Operation.CREATE_TABLE, catalog, name.database());
        TableOptions options = TableOptions.read(store, locations, catalog, schemas.options(schema));
        Location path = options.path();
        if (path != null) {
            access.location(caller, Operation.CREATE_EXTERNAL_TABLE, catalog, namespace, path);
        }
        Head head = rows.insert(caller, Operation.CREATE_TABLE, draft(catalog, namespace, name, schema, options));
        try {
            publication.publishSchema(catalog, head.relation(), head.branch());
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "Table " + name + " was created, but its schema file is not written yet", e);
        }
    }

    private Draft draft(
            Catalogs.Entry catalog, Namespace namespace, TableName name, String schema, TableOptions options) {
        Location path = options.path();
        Optional<TableSchema> found = Optional.empty();
        // The insert asks again. Jobs that all begin with "create if not exists" are many, and are answered without it.
        if (store.read(tx -> tx.relations().taken(namespace.id(), name.table()))) {
            throw Missing.tableExists(name);
        }
        if (path == null) {
            checkNothingIsLost(catalog, name);
        } else {
            // Asked before the place is opened; the insert asks again.
            locations.checkFree(TableOptions.PATH, path, LocationClaims.NOBODY);
            if (options.kind().hasHistory()) {
                found = new TableFiles(catalog.storage(), path, TableName.MAIN).newestSchema();
            }
        }
        found.ifPresent(existing -> schemas.checkAgrees(existing, schema, options.stored()));
        return new Draft(
                catalog,
                namespace,
                name,
                options.kind(),
                path,
                found.orElseGet(() -> schemas.create(options.kind(), path != null, schema, options.stored())),
                found.isPresent());
    }

    /**
     * A table that Paimon made without this catalog, and that has not moved in yet, may lie where this one would: its schema
     * would be replaced. Files come first here, for the place of a table that is known has an owner before it has files.
     */
    private void checkNothingIsLost(Catalogs.Entry catalog, TableName name) {
        if (!TableLocations.hasPlain(catalog.catalog(), name.database(), name.table())) {
            return;
        }
        Location place = TableLocations.plain(catalog.catalog(), name.database(), name.table());
        boolean occupied = new TableFiles(catalog.storage(), place, TableName.MAIN)
                .newestSchema()
                .isPresent();
        if (occupied && store.read(tx -> tx.locations().ownerOf(place)).isEmpty()) {
            throw TarnException.about(
                    ErrorCode.INVALID_LOCATION,
                    name.object(),
                    "A table that this catalog does not know lies at " + place + ", where " + name
                            + " would: let it move in with 'tarn import', or take its directory away");
        }
    }
}
