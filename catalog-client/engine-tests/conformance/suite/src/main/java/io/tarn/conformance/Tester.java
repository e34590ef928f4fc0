package io.tarn.conformance;

import io.tarn.engines.ManagementApi;
import io.tarn.engines.ManagementApi.Resource;
import java.util.List;
import java.util.Map;

/**
 * Whom the tests come as: a service that may do everything in the catalog of its test, by grants and not as an admin, until
 * a test wants it refused. Nothing is given back, because no other test uses the catalog.
 */
public final class Tester {
    static final String PRINCIPAL = "service:conformance";

    private static final String ROOT = "user:root";
    private static final String ALL = "ALL";

    private final ManagementApi root;
    private final String catalog;

    private Tester(ManagementApi root, String catalog) {
        this.root = root;
        this.catalog = catalog;
    }

    static Tester withEverything(ManagementApi root, String catalog) {
        root.grant(catalog, Resource.of("CATALOG"), ALL, PRINCIPAL);
        root.grant(catalog, Resource.of("CATALOG_ALL"), ALL, PRINCIPAL);
        // The tests' clients are Paimon's own readers, and no test turns them off.
        root.trust(PRINCIPAL);
        return new Tester(root, catalog);
    }

    /**
     * From now on it sees the names in the database and holds nothing on the table, so that it is refused
     * and not told that there is no such table.
     */
    public void mayOnlySee(String database, String table) {
        root.transfer(catalog, Resource.table("TABLE", database, table), ROOT);
        root.grant(catalog, Resource.database("DATABASE", database), "LIST", PRINCIPAL);
        root.revoke(catalog, Resource.of("CATALOG_ALL"), ALL, PRINCIPAL);
    }

    /** As {@link #mayOnlySee}, but it may read some of the columns. */
    public void mayOnlyRead(String database, String table, List<String> columns) {
        mayOnlySee(database, table);
        root.grantColumns(catalog, Resource.table("COLUMN", database, table), columns, PRINCIPAL);
    }

    public void seesAllRows(String database, String table) {
        root.dropPolicies(catalog, database, table, "ROW_FILTER");
    }

    /** In place of all filters before: only rows for which the predicate holds. */
    public void seesRows(String database, String table, String predicate) {
        seesAllRows(database, table);
        mayStillWrite();
        root.createPolicy(catalog, database, table, PRINCIPAL, "rowFilter", Map.of("predicate", predicate));
    }

    /** In place of all masks before: of these columns what the transforms make of them. */
    public void seesMasked(String database, String table, Map<String, String> transforms) {
        root.dropPolicies(catalog, database, table, "COLUMN_MASKING");
        mayStillWrite();
        transforms.forEach((column, transform) -> root.createPolicy(
                catalog, database, table, PRINCIPAL, "columnMask", Map.of("onColumn", column, "transform", transform)));
    }

    /** The tests write to what they do not see. */
    private void mayStillWrite() {
        root.grant(catalog, Resource.of("CATALOG_ALL"), "WRITEUNSEEN", PRINCIPAL);
    }

    /** From now on there is a database of this name. It may do nothing there, but it may change the catalog's settings. */
    public void mayNothingIn(String database) {
        root.createDatabase(catalog, database);
        root.grant(catalog, Resource.of("CATALOG"), "ALTER", PRINCIPAL);
        root.revoke(catalog, Resource.of("CATALOG"), ALL, PRINCIPAL);
        root.revoke(catalog, Resource.of("CATALOG_ALL"), ALL, PRINCIPAL);
    }
}
