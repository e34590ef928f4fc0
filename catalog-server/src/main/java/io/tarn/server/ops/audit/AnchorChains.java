package io.tarn.server.ops.audit;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.ops.JobLease;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.AuditSeals;
import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.AuditSeals.Link;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs the heads of the chains every minute. Who changes the database can make the hashes of a chain fit again, but not
 * the anchors. They are a chain themselves, so that none of them can be taken out.
 *
 * <p>An anchor names the chains that have grown since the one before. Without a master key there are none.
 */
public final class AnchorChains {
    private static final long MINUTE = 60_000;
    private static final int REMOVED_AT_ONCE = 1_000;

    private final Store store;
    private final MasterKeys keys;
    private final AuditLog log;
    private final Duration retention;
    private final JobLease lease;
    private final Clock clock;

    /** What the anchors up to {@link #last} say; after a change of the lease's holder everything is said again. */
    private final Map<UUID, Link> anchored = new HashMap<>();

    private long last = -1;

    public AnchorChains(Store store, UUID process, MasterKeys keys, AuditLog log, Duration retention, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.log = log;
        this.retention = retention;
        this.lease = new JobLease(store, "audit-anchor", process.toString(), clock);
        this.clock = clock;
    }

    /** @return false: the next one is due in a minute */
    public boolean run() {
        if (lease.acquire().isEmpty()) {
            return false;
        }
        Optional<MasterKey> key = store.read(keys::current);
        Optional<Anchor> newest = store.read(tx -> tx.auditSeals().newestAnchor());
        long now = clock.millis();
        if (key.isPresent()
                && newest.map(Anchor::madeAt).filter(at -> now - at < MINUTE).isEmpty()) {
            anchor(key.get(), newest, now);
        }
        return false;
    }

    private void anchor(MasterKey key, Optional<Anchor> newest, long now) {
        long before = newest.map(Anchor::seq).orElse(0L);
        if (before != last) {
            anchored.clear();
        }
        Map<UUID, Link> grown = new HashMap<>();
        for (Chain chain : store.read(tx -> tx.auditSeals().chains())) {
            boolean empty = chain.head().seq() == chain.base().seq();
            if (!empty && !chain.head().equals(anchored.get(chain.id()))) {
                grown.put(chain.id(), chain.head());
            }
        }
        if (grown.isEmpty()) {
            return;
        }
        long seq = before + 1;
        long oldest = now - retention.toMillis();
        long keptFrom =
                store.read(tx -> tx.auditSeals().firstAnchorSince(oldest)).orElse(seq);
        String prev = newest.map(Anchor::hash).orElse(AuditSeals.START);
        String heads = Heads.write(grown);
        String hash = Hashes.anchor(seq, now, keptFrom, heads, prev);
        Anchor anchor =
                new Anchor(seq, now, keptFrom, heads, prev, hash, Signatures.sign(key, Signatures.ANCHOR, hash));
        try {
            boolean made = store.write(tx -> {
                // A key that goes out of use signs nothing more; the next round has the new one.
                boolean inUse = tx.masterKeys().hold(key.id());
                if (inUse) {
                    tx.auditSeals().insert(anchor);
                }
                return inUse;
            });
            if (!made) {
                return;
            }
        } catch (DuplicateKeyException e) {
            // Another server was faster; the next round sees its anchor.
            return;
        }
        last = seq;
        anchored.putAll(grown);
        log.anchored(anchor);
        removeOld(keptFrom);
    }

    /** Only now, that an anchor says so. */
    private void removeOld(long keptFrom) {
        int removed;
        do {
            removed = store.write(tx -> tx.auditSeals().removeAnchorsBefore(keptFrom, REMOVED_AT_ONCE));
        } while (removed > 0);
    }
}
