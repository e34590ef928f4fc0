package io.tarn.server.ops.feed;

import io.tarn.server.model.Event;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of a catalog to one place, in their order and at least once: one server at a time, which notes how far it
 * is under its lease. What is not taken is sent again after a pause that grows; nothing is kept in memory meanwhile.
 */
public final class SendEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SendEvents.class);

    private static final long FIRST_PAUSE = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();
    private static final int DOUBLINGS = 7;

    /** After which another server goes on in the place of one that has died. */
    private static final Duration LEASE = Duration.ofSeconds(20);

    /** With the delivery that is going on at its end, well within the lease. */
    private static final long ROUND = Duration.ofSeconds(5).toNanos();

    /**
     * @param kind what it is, such as webhook
     * @param name of the sink, for ever and whatever its kind: how far it is, is known by this
     * @param catalog whose events are sent; those of no catalog are not
     */
    public record Sink(String kind, String name, UUID catalog, EventFilter filter) {
        private boolean wants(Event event) {
            return catalog.equals(event.facts().place().catalogId()) && filter.wants(event);
        }
    }

    private final Store store;
    private final EventLog log;
    private final Sink sink;
    private final Delivery delivery;
    private final JobLease lease;
    private final LongSupplier ticks;
    private final AtomicLong failures = new AtomicLong();
    private volatile long behind;
    private volatile boolean leads;
    private volatile boolean stopped;
    private int failedInARow;
    private long notBefore;

    /** @param ticks nanoseconds of any beginning, always going forward */
    public SendEvents(
            Store store, EventFeed feed, Sink sink, Delivery delivery, String server, Clock clock, LongSupplier ticks) {
        this.store = store;
        this.log = feed.log();
        this.sink = sink;
        this.delivery = delivery;
        this.lease = new JobLease(store, sink.kind() + "-" + sink.name(), server, LEASE, clock);
        this.ticks = ticks;
        this.notBefore = ticks.getAsLong();
    }

    /** @return whether there is more to send now */
    public boolean run() {
        if (stopped || ticks.getAsLong() - notBefore < 0) {
            return false;
        }
        Optional<Lease> held = lease.acquire();
        leads = held.isPresent();
        if (held.isEmpty()) {
            behind = 0;
            return false;
        }
        long last = log.last();
        // It begins with what is changed from now on.
        long from = store.write(tx -> tx.eventSinks().begin(sink.name(), last));
        behind = last - from;
        EventLog.Part part = log.after(from);
        if (part.gap()) {
            LOG.atWarn()
                    .addKeyValue(sink.kind(), sink.name())
                    .addKeyValue("after", from)
                    .addKeyValue("until", part.cursor())
                    .log("events were removed before they could be sent; feed.retention-days is too short");
        }
        long to = send(part);
        // The embedded database's file would be closed by a thread that is to end; what is not noted is sent again.
        if (to == from || Thread.currentThread().isInterrupted()) {
            return false;
        }
        boolean noted = store.write(
                tx -> tx.leases().holds(held.get()) && tx.eventSinks().move(sink.name(), from, to));
        behind = last - to;
        return noted && to == part.cursor();
    }

    /** @return the number of the last event that is done with */
    private long send(EventLog.Part part) {
        long end = ticks.getAsLong() + ROUND;
        List<Event> wanted = part.events().stream().filter(sink::wants).toList();
        int done = 0;
        while (done < wanted.size()) {
            List<Event> page = wanted.subList(done, Math.min(done + delivery.atOnce(), wanted.size()));
            int taken = delivery.deliver(page);
            done += taken;
            if (taken < page.size()) {
                failed(taken);
                // Numbers have no gaps, so the one before is of an event that was taken or is not wanted.
                return wanted.get(done).seq() - 1;
            }
            failedInARow = 0;
            if (stopped || ticks.getAsLong() - end > 0) {
                return page.get(taken - 1).seq();
            }
        }
        return part.cursor();
    }

    private void failed(int taken) {
        if (stopped) {
            return;
        }
        failures.incrementAndGet();
        failedInARow = taken > 0 ? 1 : Math.min(failedInARow + 1, DOUBLINGS);
        notBefore = ticks.getAsLong() + Math.min(FIRST_PAUSE << failedInARow, LONGEST_PAUSE);
    }

    /** Before its last run: what is going on is cut short where it can be. */
    public void stop() {
        stopped = true;
        delivery.close();
    }

    /** After its last run: lets another server go on at once. */
    @Override
    public void close() {
        stop();
        if (leads) {
            lease.release();
        }
    }

    public Sink sink() {
        return sink;
    }

    /** How many events it is behind the newest, of all catalogs; 0 on servers that do not send. */
    public long behind() {
        return behind;
    }

    /** How often this server's sending failed. */
    public long failures() {
        return failures.get();
    }
}
