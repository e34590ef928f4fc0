package io.tarn.server.store;

/** How far others have been told of events. */
public interface EventSinks {
    /**
     * The last event that a sink took.
     *
     * @param seq where one begins that is not known yet
     */
    long begin(String name, long seq);

    /** @return false when it is not where it is believed to be */
    boolean move(String name, long from, long to);
}
