package io.tarn.paimon;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.PagedList;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.RESTCatalog;
import org.apache.paimon.rest.RESTCatalogLoader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.system.CatalogOptionsTable;
import org.jspecify.annotations.Nullable;

/** Paimon's REST catalog, whose tables keep to what the server says of rows and columns. */
@SuppressWarnings("try") // the inherited close(): it throws Exception
final class TarnCatalog extends RESTCatalog {
    private static final String SYSTEM_DATABASE = "sys";

    /** @param context with the options that Paimon's own catalog takes */
    TarnCatalog(CatalogContext context, boolean configRequired) {
        super(context, configRequired);
    }

    /** Procedures make another catalog from them, which must be one of these again. */
    @Override
    public Map<String, String> options() {
        Map<String, String> options = new HashMap<>(super.options());
        options.put(TarnOptions.METASTORE, TarnCatalogFactory.IDENTIFIER);
        return options;
    }

    @Override
    public RESTCatalogLoader catalogLoader() {
        return new TarnCatalogLoader(super.catalogLoader().context());
    }

    @Override
    public Table getTable(Identifier identifier) throws TableNotExistException {
        if (SYSTEM_DATABASE.equals(identifier.getDatabaseName())) {
            return CatalogOptionsTable.CATALOG_OPTIONS.equalsIgnoreCase(identifier.getTableName())
                    ? optionsTable(identifier)
                    : super.getTable(identifier);
        }
        if (identifier.isSystemTable()) {
            Table table = getTable(withoutSystemTable(identifier));
            return table instanceof PolicyTable
                    ? SystemTables.of(identifier, (PolicyTable) table)
                    : super.getTable(identifier);
        }
        return guard(super.getTable(identifier), identifier);
    }

    /** What is asked for first tells whether this Paimon shows the table at all. */
    private Table optionsTable(Identifier identifier) throws TableNotExistException {
        super.getTable(identifier);
        return new CatalogOptionsTable(new Options(TarnOptions.shown(options())));
    }

    static Identifier withoutSystemTable(Identifier identifier) {
        return new Identifier(identifier.getDatabaseName(), identifier.getTableName(), identifier.getBranchName());
    }

    @Override
    public PagedList<Table> listTableDetailsPaged(
            String db,
            @Nullable Integer maxResults,
            @Nullable String pageToken,
            @Nullable String tableNamePattern,
            @Nullable String tableType)
            throws DatabaseNotExistException {
        PagedList<Table> page = super.listTableDetailsPaged(db, maxResults, pageToken, tableNamePattern, tableType);
        List<Table> guarded = new ArrayList<>();
        for (Table table : page.getElements()) {
            guarded.add(guard(table, Identifier.create(db, table.name())));
        }
        return new PagedList<>(guarded, page.getNextPageToken());
    }

    /** In Paimon from 1.4 on. */
    public List<Table> listTableDetails(String databaseName) throws DatabaseNotExistException {
        List<Table> tables = new ArrayList<>();
        String token = null;
        do {
            PagedList<Table> page = listTableDetailsPaged(databaseName, null, token, null, null);
            tables.addAll(page.getElements());
            token = page.getElements().isEmpty() ? null : page.getNextPageToken();
        } while (token != null);
        return tables;
    }

    /** In Paimon from 1.4 on. */
    public Table getTableById(String tableId) {
        Table table = LaterMethods.getTableById(this, tableId);
        Identifier identifier = table instanceof FileStoreTable
                ? ((FileStoreTable) table).catalogEnvironment().identifier()
                : Identifier.fromString(table.fullName());
        if (identifier == null) {
            throw new PolicyException("The table " + tableId + " has no name");
        }
        return guard(table, identifier);
    }

    /** For calls of what this class overrides. */
    MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }

    private Table guard(Table table, Identifier identifier) {
        if (!PolicyTable.isAskedFor(table.options())) {
            return table;
        }
        PolicySource source = new PolicySource(super.options(), identifier);
        if (table instanceof FileStoreTable) {
            return PolicyTable.of((FileStoreTable) table, source);
        }
        source.requireUnrestricted("A table without snapshots");
        return table;
    }
}
