package io.tarn.server.ops.feed;

import io.tarn.server.model.Event;

/** Hands events to somebody outside, one by one. */
public interface Delivery {
    /** @return whether it was taken: one that was not is handed over again, and none after it before that */
    boolean deliver(Event event);
}
