package io.tarn.server.ops.feed;

import io.tarn.server.model.Event;
import java.util.List;

/** Hands events to somebody outside, in their order. One thread delivers at a time; any may close. */
public interface Delivery extends AutoCloseable {
    /** How many events it takes at once at most; at least one. */
    int atOnce();

    /**
     * Waits until they are taken, for some seconds at most.
     *
     * @param events at least one
     * @return how many were taken, from the first on and without a gap: the others are handed over again, and none after them
     *     before that
     */
    int deliver(List<Event> events);

    /** Nothing more is delivered; one that can be cut short is. */
    @Override
    void close();
}
