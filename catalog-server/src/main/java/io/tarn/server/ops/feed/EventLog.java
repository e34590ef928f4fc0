package io.tarn.server.ops.feed;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads events by number, the same on every server. The newest are kept in memory while somebody watches, so that all who
 * watch cost the database one read.
 */
public final class EventLog {
    /**
     * What follows a number.
     *
     * @param gap whether the events that follow are no longer kept; then there are none here
     * @param cursor the number to go on after
     */
    public record Part(List<Event> events, boolean gap, long cursor) {}

    private final Store store;

    /** Without a hole between them. */
    private final ArrayDeque<Event> kept = new ArrayDeque<>();

    private volatile long newest = -1;

    EventLog(Store store) {
        this.store = store;
    }

    /** The number of the last event there is. */
    public long last() {
        return store.read(tx -> tx.events().head()).seq();
    }

    /** The number before that of the oldest event that is kept. */
    long beginning() {
        long last = last();
        return store.read(tx -> tx.events().oldest()).map(oldest -> oldest - 1).orElse(last);
    }

    /** Reads what is new into memory; one thread at a time. */
    void follow() {
        if (newest < 0) {
            newest = last();
        }
        List<Event> found;
        do {
            long after = newest;
            found = store.read(tx -> tx.events().after(after, Limits.EVENTS_AT_ONCE));
            found.forEach(this::keep);
        } while (found.size() == Limits.EVENTS_AT_ONCE);
    }

    private synchronized void keep(Event event) {
        if (event.seq() != newest + 1) {
            kept.clear();
        }
        kept.addLast(event);
        if (kept.size() > Limits.EVENTS_KEPT) {
            kept.removeFirst();
        }
        newest = event.seq();
    }

    /** Nobody watches any more. */
    synchronized void forget() {
        kept.clear();
        newest = -1;
    }

    /** Whether it is known that nothing follows a number. */
    boolean ends(long seq) {
        return seq == newest;
    }

    /**
     * At most {@link Limits#EVENTS_AT_ONCE} that follow a number.
     *
     * @throws TarnException INVALID_REQUEST when there never was such a number
     */
    public Part after(long seq) {
        List<Event> known = known(seq);
        if (!known.isEmpty()) {
            return part(seq, known);
        }
        // Before the events: what is numbered up to here was kept, or is gone.
        long last = last();
        if (seq > last) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "The cursor " + seq + " is of no event of this server; the last one is " + last);
        }
        List<Event> found = store.read(tx -> tx.events().after(seq, Limits.EVENTS_AT_ONCE));
        return found.isEmpty() && last > seq ? new Part(List.of(), true, last) : part(seq, found);
    }

    private synchronized List<Event> known(long seq) {
        if (kept.isEmpty() || seq < kept.getFirst().seq() - 1 || seq >= newest) {
            return List.of();
        }
        return kept.stream()
                .skip(seq - (kept.getFirst().seq() - 1))
                .limit(Limits.EVENTS_AT_ONCE)
                .toList();
    }

    /** Numbers have no gaps, so a number that is missing is of an event that is no longer kept. */
    private static Part part(long seq, List<Event> found) {
        List<Event> whole = new ArrayList<>();
        long next = seq + 1;
        for (Event event : found) {
            if (event.seq() != next) {
                break;
            }
            whole.add(event);
            next++;
        }
        return whole.isEmpty() && !found.isEmpty()
                ? new Part(List.of(), true, found.get(0).seq() - 1)
                : new Part(whole, false, next - 1);
    }
}
