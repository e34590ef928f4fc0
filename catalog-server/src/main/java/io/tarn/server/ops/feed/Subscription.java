package io.tarn.server.ops.feed;

/** A stream of events that is going on. */
public interface Subscription {
    /** The client takes more. Never waits. */
    void ready();

    /** The client has gone. Never waits. */
    void cancel();
}
