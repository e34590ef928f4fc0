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
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;

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
                store.write(change::apply);
                return new LoadTable.Loaded(file, document);
            } catch (DuplicateKeyException e) {
                tables.checkFree(catalog, namespace, name);
                // Two wrote the access to places for the first time at once.
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw e;
                }
            } catch (UnknownOutcomeException e) {
                throw TarnException.causedBy(
                        ErrorCode.COMMIT_UNKNOWN,
                        "The catalog database gave no answer to COMMIT; look for the table",
                        e);
            }
        }
    }
}
