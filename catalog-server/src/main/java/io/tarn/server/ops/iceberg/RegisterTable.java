package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.IcebergPlaces.Asked;
import io.tarn.server.ops.iceberg.IcebergPlaces.Places;
import io.tarn.server.ops.iceberg.NativeTables.Found;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/** Gives a name to a table whose metadata file lies in storage already. Its files are never deleted with it. */
public final class RegisterTable {
    private final Store store;
    private final Access access;
    private final NativeTables tables;
    private final MetadataFiles files;
    private final IcebergPlaces places;
    private final TableRows rows;

    public RegisterTable(
            Store store,
            Access access,
            NativeTables tables,
            MetadataFiles files,
            IcebergPlaces places,
            TableRows rows) {
        this.store = store;
        this.access = access;
        this.tables = tables;
        this.files = files;
        this.places = places;
        this.rows = rows;
    }

    /**
     * Makes a file the newest metadata of a table that is there, whatever it was before; of one that is not, it makes it. The
     * table stays the same to grants and policies.
     *
     * @param metadata the file, as the client names it
     * @throws TarnException VIEW_EXISTS, READ_ONLY for a table of Paimon, COMMIT_CONFLICT, and as {@link #run}
     */
    public LoadTable.Loaded over(Caller caller, Catalogs.Entry catalog, TableName name, String metadata) {
        Names.check("table", name.table());
        Namespace namespace = access.database(caller, Operation.CREATE_TABLE, catalog, name.database());
        for (int attempt = 1; attempt <= Limits.ICEBERG_COMMIT_ATTEMPTS; attempt++) {
            if (access.table(caller, Operation.ALTER_TABLE, catalog, name).isEmpty()) {
                return run(caller, catalog, name, metadata);
            }
            Found found = tables.get(caller, Operation.COMMIT_SNAPSHOT, catalog, name);
            Asked asked =
                    new Asked(caller, catalog, namespace, name, found.relation().id());
            Location file = places.metadata(asked, metadata);
            TableDocument document = files.read(catalog, file);
            if (found.metadata().equals(file)) {
                return new LoadTable.Loaded(file, document);
            }
            Change change = rows.move(
                    asked,
                    Operation.REGISTER_TABLE,
                    found,
                    readable(catalog, found.metadata()),
                    places.ofReplaced(asked, found.relation().location(), file, document),
                    file,
                    document);
            if (replaced(change)) {
                return new LoadTable.Loaded(file, document);
            }
        }
        throw TarnException.of(ErrorCode.COMMIT_CONFLICT, "Others commit to the same table all the time");
    }

    /** Null when the file is gone, which may be why another one is to take its place. */
    private @Nullable TableDocument readable(Catalogs.Entry catalog, Location file) {
        try {
            return files.read(catalog, file);
        } catch (TarnException e) {
            if (e.code() == ErrorCode.METADATA_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private boolean replaced(Change change) {
        try {
            return applied(change);
        } catch (DuplicateKeyException e) {
            // Two wrote the access to places for the first time at once.
            return false;
        }
    }

    private boolean applied(Change change) {
        try {
            return store.write(change::apply);
        } catch (UnknownOutcomeException e) {
            throw unknown(e);
        }
    }

    private static TarnException unknown(UnknownOutcomeException e) {
        return TarnException.causedBy(
                ErrorCode.COMMIT_UNKNOWN, "The catalog database gave no answer to COMMIT; look for the table", e);
    }

    /**
     * @param metadata the file, as the client names it
     * @throws TarnException DATABASE_NOT_FOUND, TABLE_EXISTS, VIEW_EXISTS, INVALID_NAME, INVALID_LOCATION, INVALID_SCHEMA,
     *     METADATA_NOT_FOUND
     */
    public LoadTable.Loaded run(Caller caller, Catalogs.Entry catalog, TableName name, String metadata) {
        Names.check("table", name.table());
        Namespace namespace = access.database(caller, Operation.CREATE_TABLE, catalog, name.database());
        tables.checkFree(catalog, namespace, name);
        Asked asked = new Asked(caller, catalog, namespace, name, LocationClaims.NOBODY);
        Location file = places.metadata(asked, metadata);
        TableDocument document = files.read(catalog, file);
        Places lies = places.ofRegistered(asked, file, document);
        for (int attempt = 1; ; attempt++) {
            Change change = rows.insertion(asked, Operation.REGISTER_TABLE, lies, file, document);
            try {
                applied(change);
                return new LoadTable.Loaded(file, document);
            } catch (DuplicateKeyException e) {
                tables.checkFree(catalog, namespace, name);
                // Two wrote the access to places for the first time at once.
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
