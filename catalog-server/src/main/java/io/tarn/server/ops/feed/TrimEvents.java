package io.tarn.server.ops.feed;

import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Removes events that are older than the retention, a part at a time, from the beginning. */
public final class TrimEvents {
    private static final int AT_ONCE = 1_000;

    private final Store store;
    private final Duration retention;
    private final JobLease lease;
    private final Clock clock;

    public TrimEvents(Store store, String server, Duration retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.lease = new JobLease(store, "events-trim", server, clock);
        this.clock = clock;
    }

    /** @return whether there is more to remove now */
    public boolean run() {
        if (lease.acquire().isEmpty()) {
            return false;
        }
        long before = clock.millis() - retention.toMillis();
        Optional<Long> last = store.read(tx -> tx.events().lastBefore(before, AT_ONCE));
        return last.isPresent() && store.write(tx -> tx.events().removeUpTo(last.get())) == AT_ONCE;
    }
}
