package io.tarn.paimon;

import org.apache.paimon.catalog.CachingCatalog;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;

/** Paimon's cache of tables, which leaves the making of system tables to the catalog's own rules. */
@SuppressWarnings("try") // the inherited close(): it throws Exception
final class TarnCachingCatalog extends CachingCatalog {
    TarnCachingCatalog(Catalog wrapped, Options options) {
        super(wrapped, options);
    }

    @Override
    public Table getTable(Identifier identifier) throws TableNotExistException {
        if (identifier.isSystemTable()) {
            Table table = super.getTable(TarnCatalog.withoutSystemTable(identifier));
            if (table instanceof PolicyTable) {
                return SystemTables.of(identifier, (PolicyTable) table);
            }
        }
        return super.getTable(identifier);
    }
}
