package io.tarn.client;

import io.grpc.StatusRuntimeException;
import io.tarn.proto.v1.Event;

/**
 * Told what is changed. Its methods are called one after the other; while one runs, no more is taken from the server.
 *
 * @see TarnClient#watch(io.tarn.proto.v1.WatchRequest, EventListener)
 */
public interface EventListener {
    /** Something was changed. Once its method has returned, the event's cursor may be kept to go on after it. */
    void changed(Event event);

    /** Events before this cursor are missing: they were no longer kept. Whoever keeps a copy has to make it anew. */
    void missed(String cursor);

    /** Nothing happened up to this cursor that is the caller's to know. */
    default void advanced(String cursor) {}

    /**
     * Nothing more comes, for a reason that coming back does not help: the caller may not watch, or asked for what there is
     * not. Not called when the watch was closed.
     */
    void ended(StatusRuntimeException why);
}
