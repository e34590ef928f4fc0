package io.tarn.server.ops.tables;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What clients may say in the options of a new table. */
public final class TableOptions {
    /** The server says these about a table; clients copy them into the options that they show, and send them back. */
    public static final Set<String> AUDIT = Set.of("owner", "createdAt", "createdBy", "updatedAt", "updatedBy");

    public static final String PATH = "path";
    public static final String TYPE = "type";

    private TableOptions() {}

    /**
     * The options to store for a managed table.
     *
     * @throws TarnException INVALID_LOCATION for a place that is not allowed; NOT_SUPPORTED for a kind of table that this
     *     server does not keep
     */
    static Map<String, String> forNewTable(
            Store store, Catalogs catalogs, Catalogs.Entry catalog, Map<String, String> sent) {
        Map<String, String> options = new HashMap<>(sent);
        if (copiedFromAnotherTable(store, catalog, sent)) {
            options.remove(PATH);
        }
        options.keySet().removeAll(AUDIT);
        LocationRules.check(catalogs, catalog, options);
        if (options.containsKey(PATH)) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED,
                    "External tables (option 'path') are not supported by this server; leave the option out");
        }
        String type = options.getOrDefault(TYPE, Relation.TABLE);
        if (!type.equals(Relation.TABLE)) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED, "Tables of type '" + type + "' are not supported by this server");
        }
        return options;
    }

    /**
     * CREATE TABLE … LIKE in Flink sends all options that the server once answered for the other table, its location and
     * the time of its creation among them. Only that copy is recognised; the bare path of another table stays an error.
     */
    private static boolean copiedFromAnotherTable(Store store, Catalogs.Entry catalog, Map<String, String> sent) {
        String path = sent.get(PATH);
        String createdAt = sent.get("createdAt");
        if (path == null || createdAt == null) {
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
