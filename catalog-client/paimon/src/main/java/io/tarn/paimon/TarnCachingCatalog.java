package io.tarn.paimon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.catalog.CachingCatalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * Paimon's cache of tables, which leaves the making of system tables to the catalog's own rules. The server tells what has
 * changed; and where it does not, a table is not older than a minute unless the user says so: its options tell whether the
 * catalog is to be asked at all.
 */
@SuppressWarnings("try") // the inherited close(): it throws Exception
final class TarnCachingCatalog extends CachingCatalog implements ChangeWatch.Listener {
    private static final String EXPIRY = "cache.expire-after-write";

    /** Tables whose changes are listened for; those beyond, asked for longest ago, are only forgotten in time. */
    private static final int KNOWN = 10_000;

    private final TarnCatalog catalog;

    /** The names under which tables are remembered, by the ids of the tables. */
    private final Map<String, Set<Identifier>> names = new LinkedHashMap<String, Set<Identifier>>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<Identifier>> eldest) {
            return size() > KNOWN;
        }
    };

    private @Nullable ChangeWatch watch;
    private boolean closed;

    /** How many answers have told of changes. */
    private volatile long changes;

    TarnCachingCatalog(TarnCatalog wrapped, Options options) {
        super(wrapped, bounded(options));
        this.catalog = wrapped;
    }

    @Override
    public Table getTable(Identifier identifier) throws TableNotExistException {
        listen();
        long before = changes;
        Identifier base = identifier.isSystemTable() ? TarnCatalog.withoutSystemTable(identifier) : identifier;
        Table table = super.getTable(base);
        remember(base, table.uuid());
        if (changes != before) {
            // What was read may be what has changed while it was read.
            invalidateTable(base);
        }
        if (!identifier.isSystemTable()) {
            return table;
        }
        return table instanceof PolicyTable
                ? SystemTables.of(identifier, (PolicyTable) table)
                : super.getTable(identifier);
    }

    private synchronized void listen() {
        if (watch == null && !closed) {
            watch = ChangeWatch.start(new CatalogServer(catalog.options()), this);
        }
    }

    private synchronized void remember(Identifier name, String id) {
        names.computeIfAbsent(id, unknown -> new HashSet<>()).add(name);
    }

    @Override
    public void tablesChanged(Set<String> ids) {
        List<Identifier> changed = new ArrayList<>();
        synchronized (this) {
            changes++;
            for (String id : ids) {
                Set<Identifier> known = names.remove(id);
                if (known != null) {
                    changed.addAll(known);
                }
            }
        }
        changed.forEach(this::invalidateTable);
    }

    @Override
    public void everythingChanged() {
        List<Identifier> all = new ArrayList<>();
        synchronized (this) {
            changes++;
            names.values().forEach(all::addAll);
            names.clear();
        }
        all.forEach(this::invalidateTable);
    }

    @Override
    public void close() throws Exception {
        synchronized (this) {
            closed = true;
            if (watch != null) {
                watch.stop();
            }
        }
        super.close();
    }

    private static Options bounded(Options options) {
        Options bounded = new Options(options.toMap());
        if (!options.containsKey(EXPIRY)) {
            bounded.set(EXPIRY, "1 min");
        }
        return bounded;
    }
}
