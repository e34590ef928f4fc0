package io.tarn.server.ops.tables;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients may say in the options of a new table, read.
 *
 * @param path where an external table lies; null for one whose place the server chooses
 * @param stored the options to keep
 */
public record TableOptions(TableKind kind, @Nullable Location path, Map<String, String> stored) {
    /** The server says these about a table; clients copy them into the options that they show, and send them back. */
    public static final Set<String> AUDIT = Set.of("owner", "createdAt", "createdBy", "updatedAt", "updatedBy");

    public static final String PATH = "path";
    public static final String TYPE = "type";

    /**
     * Makes clients ask the server before they read a managed table, so it is always on there and no client's to say. Of
     * other tables clients do not ask, whatever it says.
     */
    public static final String QUERY_AUTH = "query-auth.enabled";

    /** Of a format table: its partitions are what clients tell the catalog, not what its directory holds. */
    static final String PARTITIONED_BY_CATALOG = "metastore.partitioned-table";

    public TableOptions {
        stored = Map.copyOf(stored);
    }

    /**
     * Reads the options of a new table.
     *
     * @throws TarnException INVALID_LOCATION for a place that is not allowed; INVALID_REQUEST for a type that is none
     */
    public static TableOptions read(
            Store store, LocationRules rules, Catalogs.Entry catalog, Map<String, String> sent) {
        Map<String, String> options = new HashMap<>(sent);
        options.keySet().removeAll(AUDIT);
        options.remove(QUERY_AUTH);
        String path = options.remove(PATH);
        rules.checkOptions(catalog, options, LocationClaims.NOBODY);
        Location place = null;
        if (path != null && !copiedFromAnotherTable(store, catalog, path, sent.get("createdAt"))) {
            place = rules.external(catalog, path);
        }
        return new TableOptions(kind(options), place, options);
    }

    /** @throws TarnException INVALID_REQUEST for a type that is none */
    public static TableKind kind(Map<String, String> options) {
        String type = options.getOrDefault(TYPE, TableKind.TABLE.word());
        return TableKind.of(type)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST, "There are no tables of type '" + Names.printable(type) + "'"));
    }

    /**
     * CREATE TABLE … LIKE in Flink sends all options that the server once answered for the other table, its location and
     * the time of its creation among them. Only that copy is recognised; the bare path of another table stays an error.
     */
    private static boolean copiedFromAnotherTable(
            Store store, Catalogs.Entry catalog, String path, @Nullable String createdAt) {
        if (createdAt == null) {
            return false;
        }
        Location location = Location.parse(path);
        Optional<Head> owner = store.read(tx ->
                tx.locations().ownerOf(location).flatMap(id -> tx.relations().head(id, TableName.MAIN)));
        return owner.map(Head::relation)
                .filter(relation ->
                        relation.catalogId().equals(catalog.catalog().id()))
                .filter(relation -> Long.toString(relation.audit().createdAt()).equals(createdAt))
                .isPresent();
    }
}
