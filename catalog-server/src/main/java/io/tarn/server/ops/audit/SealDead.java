package io.tarn.server.ops.audit;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals what processes left unsealed when they died, and closes their chains; the seals say who made them. A process that
 * was only held up opens its chain again and goes on behind these seals.
 */
public final class SealDead {
    private static final Logger LOG = LoggerFactory.getLogger(SealDead.class);

    /** Several times the interval at which a process says that it lives. */
    private static final long SILENCE = 60_000;

    private final Store store;
    private final SealChain seals;
    private final JobLease lease;
    private final Clock clock;

    public SealDead(Store store, UUID process, AuditLog log, Clock clock) {
        this.store = store;
        this.seals = new SealChain(store, process, log, clock);
        this.lease = new JobLease(store, "audit-seal", process.toString(), clock);
        this.clock = clock;
    }

    /** @return false: there is nothing more to do at once */
    public boolean run() {
        if (lease.acquire().isPresent()) {
            long silentSince = clock.millis() - SILENCE;
            store.read(tx -> tx.auditSeals().chains()).stream()
                    .filter(chain -> !chain.closed() && chain.seenAt() < silentSince)
                    .forEach(this::seal);
        }
        return false;
    }

    private void seal(Chain chain) {
        UUID before = Ids.first(clock.millis());
        int sealed = 0;
        List<AuditEntry> found;
        do {
            found = store.read(tx -> tx.auditSeals().unsealed(chain.id(), Ids.first(0), before, SealChain.AT_ONCE));
            seals.seal(chain.id(), found);
            sealed += found.size();
        } while (found.size() == SealChain.AT_ONCE);
        boolean closed = store.write(tx -> tx.auditSeals().close(chain.id(), chain.seenAt()));
        LOG.atInfo()
                .addKeyValue("chain", chain.id())
                .addKeyValue("sealed", sealed)
                .addKeyValue("closed", closed)
                .log("sealed the audit of a server that does not answer");
    }
}
