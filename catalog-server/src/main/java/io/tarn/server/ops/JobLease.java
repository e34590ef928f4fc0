package io.tarn.server.ops;

import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The lease of a background job: one server works at a time. */
public final class JobLease {
    private static final Duration TIME = Duration.ofMinutes(1);

    private final Store store;
    private final String name;
    private final String server;
    private final Duration time;
    private final Clock clock;

    /** @param server names this process among all servers on the database */
    public JobLease(Store store, String name, String server, Clock clock) {
        this(store, name, server, TIME, clock);
    }

    /** @param time after which another server takes over from one that has died */
    public JobLease(Store store, String name, String server, Duration time, Clock clock) {
        this.store = store;
        this.name = name;
        this.server = server;
        this.time = time;
        this.clock = clock;
    }

    /** Takes or prolongs it; empty when another server holds it. */
    public Optional<Lease> acquire() {
        long now = clock.millis();
        try {
            return store.write(tx -> tx.leases().acquire(name, server, now, now + time.toMillis()));
        } catch (DuplicateKeyException e) {
            // Another server took it for the first time at this moment.
            return Optional.empty();
        }
    }

    /** Gives it up, if this server holds it, so that another one need not wait for its end. */
    public void release() {
        long now = clock.millis();
        try {
            store.write(tx -> tx.leases().acquire(name, server, now, now));
        } catch (DuplicateKeyException e) {
            // Then it is not this server's.
            return;
        } catch (StoreUnavailableException e) {
            // A stop goes on without the database; the lease ends by itself.
            return;
        }
    }
}
