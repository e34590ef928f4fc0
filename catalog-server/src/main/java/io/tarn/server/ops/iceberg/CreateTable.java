package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.IcebergPlaces.Asked;
import io.tarn.server.ops.iceberg.IcebergPlaces.Places;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates a table of Iceberg, or says what it would be. */
public final class CreateTable {
    /**
     * @param location that the client asks for; null for one that the server chooses
     * @param staged whether the table is only to be described: a commit makes it later
     * @param body the protocol's {@code CreateTableRequest}
     */
    public record Request(TableName name, @Nullable String location, boolean staged, String body) {}

    private final Access access;
    private final NativeTables tables;
    private final TableDocuments documents;
    private final IcebergPlaces places;
    private final TableRows rows;
    private final ApplyChanges apply;

    public CreateTable(
            Access access,
            NativeTables tables,
            TableDocuments documents,
            IcebergPlaces places,
            TableRows rows,
            ApplyChanges apply) {
        this.access = access;
        this.tables = tables;
        this.documents = documents;
        this.places = places;
        this.rows = rows;
        this.apply = apply;
    }

    /**
     * @return a document that is in no file when the table was only staged
     * @throws io.tarn.server.model.TarnException DATABASE_NOT_FOUND, TABLE_EXISTS, VIEW_EXISTS, INVALID_NAME, INVALID_SCHEMA,
     *     INVALID_LOCATION
     */
    public LoadTable.Loaded run(Caller caller, Catalogs.Entry catalog, Request request) {
        TableName name = request.name();
        Names.check("table", name.table());
        Namespace namespace = access.database(caller, Operation.CREATE_TABLE, catalog, name.database());
        tables.checkFree(catalog, namespace, name);
        String asks = request.location();
        TableDocument document = documents.create(
                request.body(),
                uuid -> asks == null
                        ? IcebergPlaces.own(catalog, name, UUID.fromString(uuid))
                                .toString()
                        : withoutSlash(asks));
        Asked asked = new Asked(caller, catalog, namespace, name, LocationClaims.NOBODY);
        Places lies = places.ofNew(asked, document, asks == null);
        if (request.staged()) {
            return new LoadTable.Loaded(null, document);
        }
        Location file = MetadataFiles.next(document, 0);
        for (int attempt = 1; ; attempt++) {
            Change change = rows.insertion(asked, Operation.CREATE_TABLE, lies, file, document);
            try {
                return new LoadTable.Loaded(
                        file, apply.run(catalog, List.of(change)).get(0));
            } catch (DuplicateKeyException e) {
                tables.checkFree(catalog, namespace, name);
                // Two wrote the access to places for the first time at once.
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static String withoutSlash(String location) {
        return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    }
}
