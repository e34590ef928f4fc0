package io.tarn.server.ops.feed;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells what is changed in a catalog: page by page, or as a stream. */
public final class WatchEvents {
    /** Parts of the log that one page may look through for events that its caller may know of. */
    private static final int PARTS = 20;

    /** Where to begin without a cursor. */
    public enum Start {
        NOW,
        /** With the oldest event that is kept. */
        BEGINNING
    }

    /**
     * A page.
     *
     * @param cursor to go on after
     * @param more whether there may be more already
     */
    public record Listed(List<Event> events, long cursor, boolean more) {}

    private final Access access;
    private final Guard guard;
    private final EventFeed feed;

    public WatchEvents(Access access, Guard guard, EventFeed feed) {
        this.access = access;
        this.guard = guard;
        this.feed = feed;
    }

    /**
     * @return the number of the event to begin after
     * @throws TarnException INVALID_REQUEST for a text that is no cursor
     */
    private long begin(@Nullable String cursor, Start start) {
        if (cursor == null || cursor.isEmpty()) {
            return start == Start.NOW ? feed.log().last() : feed.log().beginning();
        }
        return EventCursor.parse(cursor);
    }

    /**
     * What was changed after a cursor, oldest first. It does not wait.
     *
     * @throws TarnException CATALOG_NOT_FOUND; EVENTS_GONE when what follows is no longer kept; INVALID_REQUEST
     */
    public Listed list(
            Caller caller, Catalogs.Entry catalog, EventFilter filter, @Nullable String cursor, Start start, int size) {
        access.catalog(caller, Operation.WATCH_EVENTS, catalog);
        VisibleEvents visible = new VisibleEvents(guard, caller, catalog.catalog());
        List<Event> events = new ArrayList<>();
        long at = begin(cursor, start);
        for (int parts = 0; parts < PARTS; parts++) {
            EventLog.Part part = feed.log().after(at);
            if (part.gap() && events.isEmpty()) {
                throw TarnException.about(
                        ErrorCode.EVENTS_GONE,
                        Long.toString(part.cursor()),
                        "The events after " + at + " are no longer kept; go on after " + part.cursor());
            }
            if (part.events().isEmpty()) {
                return new Listed(events, at, part.gap());
            }
            for (Event event :
                    visible.of(part.events().stream().filter(filter::wants).toList())) {
                if (events.size() == size) {
                    return new Listed(events, events.get(size - 1).seq(), true);
                }
                events.add(event);
            }
            at = part.cursor();
        }
        return new Listed(events, at, true);
    }

    /**
     * Begins a stream, which goes on until the client leaves, may not watch any more, or the server stops.
     *
     * @param identify finds out again who calls, by the same credentials
     * @param cursor to begin after; null or empty: {@code start} says where
     * @throws TarnException CATALOG_NOT_FOUND; INVALID_REQUEST for what is no cursor; UNAVAILABLE when too many watch
     */
    public Subscription watch(
            Caller caller,
            Supplier<Caller> identify,
            Catalogs.Entry catalog,
            EventFilter filter,
            @Nullable String cursor,
            Start start,
            EventSink sink) {
        access.catalog(caller, Operation.WATCH_EVENTS, catalog);
        long after = begin(cursor, start);
        EventLog.Part unused = feed.log().after(after);
        Supplier<Caller> who = () -> {
            Caller again = identify.get();
            access.catalog(again, Operation.WATCH_EVENTS, catalog);
            return again;
        };
        EventStream stream = new EventStream(feed, guard, caller, who, catalog.catalog(), filter, sink, after);
        feed.add(stream);
        return stream;
    }
}
