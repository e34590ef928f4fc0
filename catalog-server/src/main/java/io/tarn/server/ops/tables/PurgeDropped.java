package io.tarn.server.ops.tables;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.LocationClaims.Claim;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files and rows of dropped tables.
 *
 * <p>The claim of a directory is the queue entry, the proof of ownership and the record of progress in one: it stays until
 * nothing is left, so a purge that died anywhere goes on where it was. Before every batch of files the claim is read again:
 * only what still belongs to the dropped table is deleted. A table that was created again under the name has another id
 * and, until this is done, another directory.
 *
 * <p>One server works at a time, by lease; two at once would only do the same work twice.
 */
public final class PurgeDropped {
    /** How long a dropped table's files stay for readers that are in the middle of them, and how fast they go then. */
    public record Settings(Duration delay, int filesPerSecond) {}

    private static final Logger LOG = LoggerFactory.getLogger(PurgeDropped.class);
    private static final int CANDIDATES = 100;
    private static final int ROWS = 1_000;

    /** Of one table in a step. */
    private static final int ROW_BATCHES = 10;

    /** After this long a step ends, so that the lease is prolonged by the next one. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Store store;
    private final Catalogs catalogs;
    private final Settings settings;
    private final JobLease lease;
    private final Clock clock;
    private volatile int waitingAtLast;

    /** @param server names this process among all servers on the database */
    public PurgeDropped(Store store, Catalogs catalogs, Settings settings, String server, Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.settings = settings;
        this.lease = new JobLease(store, "purge", server, clock);
        this.clock = clock;
    }

    /** Directories whose time had come when this server last looked, at most as many as it looks at. */
    public int backlog() {
        return waitingAtLast;
    }

    /**
     * Deletes at most one second's worth of files, and the rows of the tables that have no more: of many small tables many,
     * or those that are dropped faster than one by one would never go.
     *
     * @return whether there is more to do now
     */
    public boolean run() {
        long droppedBefore = clock.millis() - settings.delay().toMillis();
        List<Claim> waiting = store.read(tx -> tx.locations().dropped(droppedBefore, CANDIDATES)).stream()
                // A catalog that this server does not serve has its storage elsewhere.
                .filter(claim -> catalogs.byId(claim.catalogId()).isPresent())
                .toList();
        waitingAtLast = waiting.size();
        if (waiting.isEmpty()) {
            return false;
        }
        Optional<Lease> held = lease.acquire();
        return held.isPresent() && purgeSome(held.get(), waiting);
    }

    /** Storage that refuses one directory must not hold up the others. */
    private boolean purgeSome(Lease lease, List<Claim> waiting) {
        long end = clock.millis() + STEP.toMillis();
        int files = settings.filesPerSecond();
        boolean progress = false;
        for (Claim claim : waiting) {
            if (files <= 0 || clock.millis() >= end) {
                break;
            }
            try {
                files -= purge(lease, catalogs.byId(claim.catalogId()).orElseThrow(), claim, files);
                progress = true;
            } catch (StorageException e) {
                LOG.atWarn()
                        .addKeyValue("table", claim.relationId())
                        .addKeyValue("location", claim.location())
                        .setCause(e)
                        .log("a dropped table's files cannot be deleted; it is tried again");
            }
        }
        return progress;
    }

    /** @return how many files it deleted, at most {@code most} */
    private int purge(Lease lease, Catalogs.Entry catalog, Claim claim, int most) {
        Location warehouse = catalog.catalog().warehouse();
        if (!warehouse.contains(claim.location()) || warehouse.equals(claim.location())) {
            throw new IllegalStateException(claim.location() + " is not a directory of the catalog's warehouse");
        }
        int deleted = 0;
        int more;
        do {
            if (deleted == most || !store.read(tx -> tx.locations().isDropped(claim))) {
                return deleted;
            }
            more = catalog.storage().deleteSome(claim.location(), most - deleted);
            deleted += more;
            // Only "none" says that there are none.
        } while (more > 0);
        forget(lease, claim);
        return deleted;
    }

    private void forget(Lease lease, Claim claim) {
        for (int i = 1; store.write(tx -> tx.leases().holds(lease) && deleteRows(tx, claim)); i++) {
            if (i == ROW_BATCHES) {
                // A large one, which goes on with the next step.
                return;
            }
        }
        boolean released =
                store.write(tx -> tx.leases().holds(lease) && tx.locations().release(claim));
        if (released) {
            LOG.atInfo()
                    .addKeyValue("table", claim.relationId())
                    .addKeyValue("location", claim.location())
                    .log("purged a dropped table");
        }
    }

    /** @return whether there may be more; each transaction stays small */
    private static boolean deleteRows(Transaction tx, Claim claim) {
        return tx.snapshots().deleteSome(claim.relationId(), ROWS)
                        + tx.schemas().deleteSome(claim.relationId(), ROWS)
                        + tx.partitions().deleteSome(claim.relationId(), ROWS)
                        + tx.projections().deleteSome(claim.relationId(), ROWS)
                > 0;
    }
}
