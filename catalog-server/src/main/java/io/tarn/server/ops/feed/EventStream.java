package io.tarn.server.ops.feed;

import io.tarn.auth.Caller;
import io.tarn.auth.login.RefusedException;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's way through the log of events: its place there, and who it is. */
final class EventStream implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final EventFeed feed;
    private final Guard guard;
    private final Supplier<Caller> who;
    private final Catalog catalog;
    private final EventFilter filter;
    private final EventSink sink;

    /** 0: nobody moves it; 1: somebody does; more: and has to go round once more. */
    private final AtomicInteger asked = new AtomicInteger();

    private volatile boolean over;
    private volatile boolean waits;
    private volatile long position;
    private volatile long saidAt;
    private volatile long checkedAt;
    private volatile long tookAt;
    private Caller caller;

    /**
     * @param who finds out again who it is, by the same credentials, and whether it may watch at all
     * @param after the number of the event to begin after
     */
    EventStream(
            EventFeed feed,
            Guard guard,
            Caller caller,
            Supplier<Caller> who,
            Catalog catalog,
            EventFilter filter,
            EventSink sink,
            long after) {
        this.feed = feed;
        this.guard = guard;
        this.caller = caller;
        this.who = who;
        this.catalog = catalog;
        this.filter = filter;
        this.sink = sink;
        this.position = after;
        long now = feed.ticks().getAsLong();
        this.checkedAt = now;
        this.tookAt = now;
        // At once, so that the client knows a cursor before the first event.
        this.saidAt = now - Limits.EVENT_HEARTBEAT.toNanos();
    }

    /** Whether there is something to do for it. */
    boolean isDue(long now) {
        return !feed.log().ends(position)
                || now - checkedAt >= Limits.EVENT_CALLER_CHECK.toNanos()
                || now - saidAt >= Limits.EVENT_HEARTBEAT.toNanos();
    }

    /** @return whether a thread has to be found that calls {@link #move} */
    boolean wake() {
        return !over && asked.getAndIncrement() == 0;
    }

    /** In one thread at a time. */
    void move() {
        int rounds;
        do {
            rounds = asked.get();
            step();
        } while (!asked.compareAndSet(rounds, 0));
    }

    private synchronized void step() {
        if (over) {
            return;
        }
        long now = feed.ticks().getAsLong();
        try {
            checkCaller(now);
            tell(now);
        } catch (RefusedException e) {
            end(TarnException.causedBy(ErrorCode.UNAUTHENTICATED, "The credentials are not valid any more", e));
        } catch (TarnException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                end(e);
            }
        } catch (RuntimeException e) {
            // What cannot be read or judged now is tried again, for as long as a client would be waited for.
            LOG.atDebug().setCause(e).log("a stream of events could not be moved");
        }
        if (!over && now - tookAt >= Limits.EVENT_PATIENCE.toNanos()) {
            end(TarnException.of(
                    ErrorCode.UNAVAILABLE,
                    waits
                            ? "The client took no events for " + Limits.EVENT_PATIENCE.toSeconds() + " seconds"
                            : "Events cannot be told at the moment"));
        }
    }

    private void checkCaller(long now) {
        if (now - checkedAt >= Limits.EVENT_CALLER_CHECK.toNanos()) {
            caller = who.get();
            checkedAt = now;
        }
    }

    private void tell(long now) {
        waits = !sink.ready();
        while (!waits) {
            EventLog.Part part = feed.log().ends(position) ? null : feed.log().after(position);
            if (part == null || (part.events().isEmpty() && !part.gap())) {
                break;
            }
            VisibleEvents visible = new VisibleEvents(guard, caller, catalog);
            for (Event event :
                    visible.of(part.events().stream().filter(filter::wants).toList())) {
                sink.event(event);
                saidAt = now;
            }
            position = part.cursor();
            if (part.gap()) {
                sink.gap(position);
                saidAt = now;
            }
            tookAt = now;
            waits = !sink.ready();
        }
        if (!waits) {
            tookAt = now;
        }
        if (!waits && now - saidAt >= Limits.EVENT_HEARTBEAT.toNanos()) {
            sink.progress(position);
            saidAt = now;
            waits = !sink.ready();
        }
    }

    private void end(TarnException why) {
        over = true;
        feed.remove(this);
        sink.end(position, why);
    }

    /** The server stops. */
    synchronized void stop() {
        if (!over) {
            over = true;
            feed.remove(this);
            sink.end(position, null);
        }
    }

    @Override
    public void ready() {
        if (waits) {
            feed.move(this);
        }
    }

    @Override
    public void cancel() {
        over = true;
        feed.remove(this);
    }
}
