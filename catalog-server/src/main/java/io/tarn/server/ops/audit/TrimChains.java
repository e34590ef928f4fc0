package io.tarn.server.ops.audit;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.JobLease;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.AuditSeals.Link;
import io.tarn.server.store.AuditSeals.Sealed;
import io.tarn.server.store.AuditSeals.Signature;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes what is older than the retention: the beginning of each chain, entries and seals together, a part at a time. The
 * chain keeps the hash at which it now begins, signed; so without a master key nothing is removed.
 */
public final class TrimChains {
    private final Store store;
    private final MasterKeys keys;
    private final Duration retention;
    private final JobLease lease;
    private final Clock clock;

    public TrimChains(Store store, UUID process, MasterKeys keys, Duration retention, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.retention = retention;
        this.lease = new JobLease(store, "audit-trim", process.toString(), clock);
        this.clock = clock;
    }

    /** @return whether there is more to remove now */
    public boolean run() {
        Optional<MasterKey> key = lease.acquire().flatMap(held -> store.read(keys::current));
        boolean more = false;
        if (key.isPresent()) {
            for (Chain chain : store.read(tx -> tx.auditSeals().chains())) {
                more |= chain.base().seq() < chain.head().seq() && trim(chain, key.get());
            }
        }
        return more;
    }

    private boolean trim(Chain chain, MasterKey key) {
        long oldest = clock.millis() - retention.toMillis();
        List<Sealed> part =
                store.read(tx -> tx.auditSeals().after(chain.id(), chain.base().seq(), SealChain.AT_ONCE));
        List<Sealed> old = part.stream()
                .takeWhile(link -> Ids.time(link.seal().entryId()) < oldest)
                .toList();
        if (old.isEmpty()) {
            return false;
        }
        Link to = old.get(old.size() - 1).seal().link();
        Signature signature = Signatures.sign(key, Signatures.BASE, Hashes.base(chain.id(), to));
        boolean trimmed = store.write(
                tx -> tx.masterKeys().hold(key.id()) && tx.auditSeals().trim(chain.id(), chain.base(), to, signature));
        return trimmed && old.size() == SealChain.AT_ONCE;
    }
}
