package io.tarn.paimon;

import org.apache.paimon.catalog.CachingCatalog;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;

/**
 * Paimon's cache of tables, which leaves the making of system tables to the catalog's own rules, and in which a table is
 * not older than a minute unless the user says so: its options tell whether the catalog is to be asked at all.
 */
@SuppressWarnings("try") // the inherited close(): it throws Exception
final class TarnCachingCatalog extends CachingCatalog {
    private static final String EXPIRY = "cache.expire-after-write";

    TarnCachingCatalog(Catalog wrapped, Options options) {
        super(wrapped, bounded(options));
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

    private static Options bounded(Options options) {
        Options bounded = new Options(options.toMap());
        if (!options.containsKey(EXPIRY)) {
            bounded.set(EXPIRY, "1 min");
        }
        return bounded;
    }
}
