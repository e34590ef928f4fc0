package io.tarn.server.ops.projection;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.ProjectionRows.Past;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes Iceberg metadata that nobody reads any more: files that neither the newest metadata of a table needs nor any that
 * was the newest within {@link Limits#PROJECTION_KEPT_FOR}, and that no build can be about to name, for they are as old.
 * Data files are none of its business. One server works at a time, by lease.
 */
public final class CollectProjections {
    private static final Logger LOG = LoggerFactory.getLogger(CollectProjections.class);
    private static final int ROWS = 500;

    private final Store store;
    private final Catalogs catalogs;
    private final IcebergFiles iceberg;
    private final JobLease lease;
    private final Clock clock;

    /** @param server names this process among all servers on the database */
    public CollectProjections(Store store, Catalogs catalogs, IcebergFiles iceberg, String server, Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.iceberg = iceberg;
        this.lease = new JobLease(store, "projections", server, clock);
        this.clock = clock;
    }

    /** @return whether there is more to do now */
    public boolean run() {
        long before = clock.millis() - Limits.PROJECTION_KEPT_FOR.toMillis();
        List<Past> past = store.read(tx -> tx.projections().past(before, ROWS));
        if (past.isEmpty()) {
            return false;
        }
        Optional<Lease> held = lease.acquire();
        if (held.isEmpty()) {
            return false;
        }
        boolean some = false;
        for (var table :
                past.stream().collect(Collectors.groupingBy(Past::relationId)).entrySet()) {
            some |= collected(held.get(), table.getKey(), table.getValue(), before);
        }
        return some && past.size() == ROWS;
    }

    /** Storage that refuses one directory must not hold up the others. */
    private boolean collected(Lease lease, UUID table, List<Past> past, long before) {
        try {
            collect(lease, table, past, before);
            return true;
        } catch (StorageException e) {
            LOG.atWarn()
                    .addKeyValue("table", table)
                    .setCause(e)
                    .log("Iceberg metadata that nobody needs cannot be deleted; it is tried again");
            return false;
        }
    }

    private void collect(Lease lease, UUID table, List<Past> past, long before) {
        Optional<Relation> relation = store.read(tx -> tx.relations().find(table));
        // Of a table that was dropped the purge deletes all files.
        if (relation.isPresent()) {
            Optional<Catalogs.Entry> catalog = catalogs.byId(relation.get().catalogId());
            if (catalog.isEmpty()) {
                return;
            }
            delete(catalog.get(), relation.get().location(), table, before);
        }
        store.write(tx -> {
            if (tx.leases().holds(lease)) {
                past.forEach(tx.projections()::forget);
            }
            return null;
        });
    }

    private void delete(Catalogs.Entry catalog, Location location, UUID table, long before) {
        Location directory = location.child(IcebergFiles.DIRECTORY);
        // Listed first: what is made from now on is young.
        List<String> names = catalog.storage().list(directory, "");
        Set<String> needed = new HashSet<>();
        for (String file : store.read(tx -> tx.projections().kept(table, before))) {
            needed.addAll(iceberg.needed(catalog.storage(), location, directory.child(file)));
        }
        for (String name : names) {
            if (!needed.contains(name) && madeAt(name) < before) {
                catalog.storage().delete(directory.child(name));
            }
        }
    }

    /** A name that no build gives is left alone. */
    private static long madeAt(String name) {
        int length = 36;
        return name.length() <= length
                ? Long.MAX_VALUE
                : Ids.parse(name.substring(0, length)).map(Ids::time).orElse(Long.MAX_VALUE);
    }
}
