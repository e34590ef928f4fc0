package io.tarn.server.ops.feed;

import io.tarn.server.model.Event;
import io.tarn.server.model.TarnException;
import org.jspecify.annotations.Nullable;

/** Where a stream of events goes. Its methods are called by one thread at a time. */
public interface EventSink {
    /** Sends on what was given to it. Whether the client takes more; {@link Subscription#ready} is called when it does again. */
    boolean ready();

    void event(Event event);

    /** Events are missing here: they were no longer kept. The stream goes on after {@code cursor}. */
    void gap(long cursor);

    /** How far the stream is; there may be events before that are not this caller's. */
    void progress(long cursor);

    /**
     * Nothing more comes.
     *
     * @param cursor from where another stream would go on
     * @param why null when the server stops
     */
    void end(long cursor, @Nullable TarnException why);
}
