package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.tables.NewTableRows.Draft;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Gives a name to a table that lies in storage already. It becomes an external table; no file is written. */
public final class RegisterTable {
    private final Store store;
    private final Access access;
    private final LocationRules locations;
    private final TableSchemas schemas;
    private final NewTableRows rows;

    public RegisterTable(Store store, Access access, LocationRules locations, TableSchemas schemas, Clock clock) {
        this.store = store;
        this.access = access;
        this.locations = locations;
        this.schemas = schemas;
        this.rows = new NewTableRows(store, schemas, clock);
    }

    /** @throws TarnException DATABASE_NOT_FOUND, TABLE_EXISTS, INVALID_NAME, INVALID_LOCATION, INVALID_SCHEMA */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String path) {
        if (!name.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_NAME, "A table name may not contain '$'");
        }
        Namespace namespace = access.database(caller, Operation.CREATE_TABLE, catalog, name.database());
        Location location = locations.external(catalog, path);
        access.location(caller, Operation.REGISTER_TABLE, catalog, namespace, location);
        if (store.read(tx -> tx.relations().taken(namespace.id(), name.table()))) {
            throw Missing.tableExists(name);
        }
        locations.checkFree(TableOptions.PATH, location, LocationClaims.NOBODY);
        TableSchema schema = schema(catalog, location);
        rows.insert(
                caller,
                Operation.REGISTER_TABLE,
                new Draft(catalog, namespace, name, kind(catalog, schema), location, schema, true));
    }

    private static TableSchema schema(Catalogs.Entry catalog, Location location) {
        return new TableFiles(catalog.storage(), location, TableName.MAIN)
                .newestSchema()
                .orElseThrow(() -> {
                    String printable = Names.printable(location.toString());
                    return TarnException.about(
                            ErrorCode.INVALID_LOCATION,
                            printable,
                            "There is no table at '" + printable + "': it has no schema file");
                });
    }

    /** The options of the file are no better than those of a request. */
    private TableKind kind(Catalogs.Entry catalog, TableSchema schema) {
        Map<String, String> options = new HashMap<>(schemas.options(schema));
        options.remove(TableOptions.PATH);
        locations.checkOptions(catalog, options, LocationClaims.NOBODY);
        TableKind kind = TableOptions.kind(options);
        if (!kind.hasHistory()) {
            throw TarnException.of(
                    ErrorCode.INVALID_SCHEMA, "A table of type '" + kind.word() + "' cannot be registered; create it");
        }
        return kind;
    }
}
