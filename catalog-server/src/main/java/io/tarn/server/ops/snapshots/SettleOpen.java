package io.tarn.server.ops.snapshots;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Relation;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes, in the background, the plans that nobody met: of a server that died, or whose storage was away. Each step may
 * be done by several at once, so no lease is needed.
 */
public final class SettleOpen {
    private static final Logger LOG = LoggerFactory.getLogger(SettleOpen.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BATCH = 100;

    private final Store store;
    private final Catalogs catalogs;
    private final SettleFiles settle;
    private final Clock clock;

    public SettleOpen(Store store, Catalogs catalogs, SettleFiles settle, Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.settle = settle;
        this.clock = clock;
    }

    /** @return whether there may be more to do now */
    public boolean run() {
        long before = clock.millis() - PATIENCE.toMillis();
        List<FilePlan> plans = store.read(tx -> tx.filePlans().open(before, BATCH));
        boolean progress = false;
        for (FilePlan plan : plans) {
            progress |= finished(plan);
        }
        return progress;
    }

    /** Storage that refuses one plan must not hold up the others. */
    private boolean finished(FilePlan plan) {
        Optional<Relation> relation = store.read(tx -> tx.relations().find(plan.relationId()));
        if (relation.isEmpty()) {
            // Its table was dropped; the purge takes all files.
            return store.write(tx -> tx.filePlans().close(plan));
        }
        Optional<Catalogs.Entry> catalog = catalogs.byId(relation.get().catalogId());
        if (catalog.isEmpty()) {
            return false;
        }
        try {
            settle.run(catalog.get(), relation.get(), plan);
            return true;
        } catch (StorageException e) {
            LOG.atWarn()
                    .addKeyValue("table", plan.relationId())
                    .addKeyValue("branch", plan.branch())
                    .setCause(e)
                    .log("files of a change of history cannot be brought; it is tried again");
            return false;
        }
    }
}
