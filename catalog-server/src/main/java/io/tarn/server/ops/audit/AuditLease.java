package io.tarn.server.ops.audit;

import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** One server at a time looks after the chains of all. What it does is decided by compare-and-set; this saves work. */
final class AuditLease {
    private static final Duration TIME = Duration.ofMinutes(1);

    private final Store store;
    private final String name;
    private final UUID server;
    private final Clock clock;

    AuditLease(Store store, String name, UUID server, Clock clock) {
        this.store = store;
        this.name = name;
        this.server = server;
        this.clock = clock;
    }

    boolean acquire() {
        long now = clock.millis();
        try {
            return store.write(tx -> tx.leases().acquire(name, server.toString(), now, now + TIME.toMillis()))
                    .isPresent();
        } catch (DuplicateKeyException e) {
            // Another server took it for the first time at this moment.
            return false;
        }
    }
}
