package io.tarn.server.ops.snapshots;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the rows of snapshots that clients have expired in storage, and commit identities that no replay can ask for any
 * more, so that the catalog's tables stay as large as what is retained.
 *
 * <p>Goes through all branches in the order of their ids, a few at a time, on one server by lease. Only what storage
 * surely lacks is removed: rows below the oldest snapshot that it lists, and never the head's.
 */
public final class ForgetExpired {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetExpired.class);
    private static final int BRANCHES = 50;
    private static final int ROWS = 500;

    /** Looking at storage costs a listing, so a branch must have this many rows too many before it is worth one. */
    private static final int WORTH_A_LOOK = 20;

    private final Store store;
    private final Catalogs catalogs;
    private final JobLease lease;
    private final Clock clock;

    private UUID afterRelation = new UUID(0, 0);
    private String afterBranch = "";

    /** @param server names this process among all servers on the database */
    public ForgetExpired(Store store, Catalogs catalogs, String server, Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.lease = new JobLease(store, "retention", server, clock);
        this.clock = clock;
    }

    /** @return whether the round through all branches goes on */
    public boolean run() {
        Optional<Lease> held = lease.acquire();
        if (held.isEmpty()) {
            return false;
        }
        List<Head> page = store.read(tx -> tx.relations().heads(afterRelation, afterBranch, BRANCHES));
        for (Head head : page) {
            forget(held.get(), head);
            afterRelation = head.relation().id();
            afterBranch = head.branch().name();
        }
        if (page.size() < BRANCHES) {
            afterRelation = new UUID(0, 0);
            afterBranch = "";
            return false;
        }
        return true;
    }

    private void forget(Lease lease, Head head) {
        try {
            forgetSnapshots(lease, head);
        } catch (StorageException e) {
            LOG.atWarn()
                    .addKeyValue("table", head.relation().id())
                    .setCause(e)
                    .log("what storage retains of a table cannot be read; it is tried again");
        }
        forgetIdentities(lease, head.branch());
    }

    private void forgetSnapshots(Lease lease, Head head) {
        Branch branch = head.branch();
        long oldestRow = store.read(tx -> tx.snapshots().oldest(branch.relationId(), branch.name()))
                .orElse(branch.snapshotId());
        Optional<Catalogs.Entry> catalog = catalogs.byId(head.relation().catalogId());
        if (catalog.isEmpty() || !branch.settled() || branch.snapshotId() - oldestRow < WORTH_A_LOOK) {
            return;
        }
        long before = catalog.get().files(head.relation(), branch).snapshotIds().stream()
                .min(Long::compare)
                .map(earliest -> Math.min(earliest, branch.snapshotId()))
                .orElse(0L);
        boolean more = oldestRow < before;
        while (more) {
            more = store.write(tx -> tx.leases().holds(lease)
                    && tx.snapshots().forget(branch.relationId(), branch.name(), before, ROWS) == ROWS);
        }
    }

    private void forgetIdentities(Lease lease, Branch branch) {
        long upTo = branch.snapshotId() - Limits.IDENTITIES_KEPT;
        long committedBefore = clock.millis() - Limits.IDENTITIES_KEPT_FOR.toMillis();
        boolean more = upTo > 0;
        while (more) {
            more = store.write(tx -> tx.leases().holds(lease)
                    && tx.snapshots().forgetIdentities(branch.relationId(), branch.name(), upTo, committedBefore, ROWS)
                            == ROWS);
        }
    }
}
