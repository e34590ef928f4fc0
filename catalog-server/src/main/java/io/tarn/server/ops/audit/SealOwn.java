package io.tarn.server.ops.audit;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Seals what this process writes, within about a second of its COMMIT.
 *
 * <p>Transactions run side by side, so an entry cannot know the one before it when it is inserted: the order of a chain is
 * the one in which COMMITs became known. What never became known, because a COMMIT got no answer, is looked for in the
 * database once a minute.
 */
public final class SealOwn {
    private static final long MINUTE = 60_000;
    private static final long HEARTBEAT = 10_000;

    /** No transaction lasts as long: what was inserted before this is committed, or never will be. */
    private static final long LONGEST = 10 * MINUTE;

    /** Younger entries may be on their way here. */
    private static final long YOUNG = 5_000;

    private final Store store;
    private final UUID process;
    private final SealChain seals;
    private final Clock clock;
    private final List<AuditEntry> committed = new ArrayList<>();
    private volatile boolean missed;
    private long checkedUntil;
    private long checkedAt;
    private long seenAt;

    public SealOwn(Store store, UUID process, AuditLog log, Clock clock) {
        this.store = store;
        this.process = process;
        this.seals = new SealChain(store, process, log, clock);
        this.clock = clock;
        this.checkedUntil = Ids.time(process);
        this.checkedAt = clock.millis();
    }

    /** Never waits. Beyond the bound entries are only in the database, and are found there. */
    public void committed(List<AuditEntry> entries) {
        synchronized (committed) {
            if (committed.size() < Limits.UNSEALED_KEPT) {
                committed.addAll(entries);
            } else {
                missed = true;
            }
        }
    }

    /** Makes the chain; called once, before anything is written. */
    public void begin() {
        store.write(tx -> {
            tx.auditSeals().begin(process, clock.millis());
            return true;
        });
        seenAt = clock.millis();
    }

    /** @return whether there is more to seal now */
    public synchronized boolean run() {
        long now = clock.millis();
        if (now - seenAt >= HEARTBEAT) {
            store.write(tx -> {
                tx.auditSeals().seen(process, now);
                return true;
            });
            seenAt = now;
        }
        boolean more = sealCommitted();
        if (!more && (missed || now - checkedAt >= MINUTE)) {
            checkedAt = now;
            missed = false;
            sealFound(now - YOUNG);
        }
        return more;
    }

    /** Seals all there is and closes the chain, when nothing is written any more. */
    public synchronized void finish() {
        while (sealCommitted()) {
            // The next part.
        }
        sealFound(clock.millis() + MINUTE);
        store.write(tx -> tx.auditSeals()
                .chain(process)
                .map((Chain chain) -> tx.auditSeals().close(process, chain.seenAt()))
                .orElse(false));
    }

    private boolean sealCommitted() {
        List<AuditEntry> part;
        synchronized (committed) {
            part = List.copyOf(committed.subList(0, Math.min(committed.size(), SealChain.AT_ONCE)));
        }
        seals.seal(process, part);
        synchronized (committed) {
            committed.subList(0, part.size()).clear();
            return !committed.isEmpty();
        }
    }

    private void sealFound(long until) {
        UUID from = Ids.first(Math.max(0, checkedUntil - LONGEST));
        UUID before = Ids.first(until);
        List<AuditEntry> found;
        do {
            found = store.read(tx -> tx.auditSeals().unsealed(process, from, before, SealChain.AT_ONCE));
            seals.seal(process, found);
        } while (found.size() == SealChain.AT_ONCE);
        checkedUntil = until;
    }
}
