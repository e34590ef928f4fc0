package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.EventStreamWriter;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.feed.EventFilter;
import io.tarn.server.ops.feed.EventSink;
import io.tarn.server.ops.feed.Subscription;
import io.tarn.server.ops.feed.WatchEvents;
import io.tarn.server.ops.feed.WatchEvents.Start;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is changed in a catalog: a page of it, or, to who accepts text/event-stream, a stream. */
public final class EventRoutes implements RouteGroup {
    private static final String STREAM = "text/event-stream";

    private final Catalogs catalogs;
    private final WatchEvents watch;

    public EventRoutes(Catalogs catalogs, WatchEvents watch) {
        this.catalogs = catalogs;
        this.watch = watch;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(ManageSurface.BASE + "/catalogs/{catalog}/events", Operation.WATCH_EVENTS, this::events));
    }

    private void events(Request request) {
        String accepted = request.header("Accept");
        Catalogs.Entry catalog = catalogs.byPrefix(request.path("catalog"));
        EventFilter filter = EventFilter.of(
                text(request, "database"), text(request, "object"), request.texts("kind"), request.texts("operation"));
        if (accepted != null && accepted.contains(STREAM)) {
            stream(request, catalog, filter);
        } else {
            list(request, catalog, filter);
        }
    }

    private void list(Request request, Catalogs.Entry catalog, EventFilter filter) {
        WatchEvents.Listed listed = watch.list(
                request.caller(), catalog, filter, request.query("cursor"), start(request), request.pageSize());
        ObjectNode answer = Json.object();
        answer.set("events", Json.list(listed.events(), EventJson::json));
        answer.put("cursor", Long.toString(listed.cursor()));
        answer.put("more", listed.more());
        request.answer(answer);
    }

    /** Browsers and the like come back by themselves, with the cursor in the header. */
    private void stream(Request request, Catalogs.Entry catalog, EventFilter filter) {
        String seen = request.header("Last-Event-ID");
        String cursor = seen == null || seen.isEmpty() ? request.query("cursor") : seen;
        Start start = start(request);
        request.stream(STREAM, (writer, identify) -> {
            Subscription stream =
                    watch.watch(request.caller(), identify, catalog, filter, cursor, start, new Sink(writer));
            return new EventStreamWriter.Client() {
                @Override
                public void ready() {
                    stream.ready();
                }

                @Override
                public void gone() {
                    stream.cancel();
                }
            };
        });
    }

    private static Start start(Request request) {
        String start = text(request, "start");
        if (start == null || start.equals("now")) {
            return Start.NOW;
        }
        if (start.equals("beginning")) {
            return Start.BEGINNING;
        }
        throw TarnException.of(
                ErrorCode.INVALID_REQUEST, "start is now or beginning, not '" + Names.printable(start) + "'");
    }

    private static @Nullable String text(Request request, String name) {
        String text = request.query(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private record Sink(EventStreamWriter writer) implements EventSink {
        @Override
        public boolean ready() {
            return writer.ready();
        }

        @Override
        public void event(Event event) {
            writer.give(Long.toString(event.seq()), "change", Json.text(EventJson.json(event)));
        }

        @Override
        public void gap(long cursor) {
            writer.give(Long.toString(cursor), "gap", "{}");
        }

        @Override
        public void progress(long cursor) {
            writer.comment();
            writer.give(Long.toString(cursor), null, "");
        }

        @Override
        public void end(long cursor, @Nullable TarnException why) {
            ObjectNode said = Json.object();
            said.put(
                    "error",
                    why == null ? ErrorCode.UNAVAILABLE.name() : why.code().name());
            said.put("message", why == null ? "The server is stopping" : why.getMessage());
            writer.give(Long.toString(cursor), "end", Json.text(said));
            writer.end();
        }
    }
}
