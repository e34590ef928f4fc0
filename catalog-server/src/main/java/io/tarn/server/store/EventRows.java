package io.tarn.server.store;

import io.tarn.server.model.Event;
import io.tarn.server.model.EventFacts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What whoever watches is told: changes that wait for a number, and events that have one. */
public interface EventRows {
    /**
     * The end of what is numbered.
     *
     * @param seq of the last event; 0 when there never was one
     * @param turn the highest that was ever numbered
     */
    record Head(long seq, long turn) {}

    /**
     * A change that waits for its number.
     *
     * @param turn higher than those of all changes that could be seen when it was written
     * @param facts as they are stored: whoever gives numbers does not look into them
     */
    record Pending(long turn, UUID entry, String facts) {}

    /**
     * Notes an event of the change that this transaction is. It is written last of all, right before COMMIT: by then the
     * transaction holds every row that it changes, so whoever changes the same ones later sees this one, and gets a higher
     * turn.
     */
    void note(UUID entry, EventFacts facts);

    Head head();

    /** By turn, those of the same turn by id: what comes after a change is never without it. */
    List<Pending> pending(int most);

    /**
     * Gives numbers to changes, in their order: the first follows the head's.
     *
     * @param recordedAt epoch milliseconds
     * @return false, and the transaction must not be committed, when somebody else has moved the head or taken one
     */
    boolean number(Head from, List<Pending> changes, long recordedAt);

    /** By number; those whose entry in the audit is gone are left out. */
    List<Event> after(long seq, int most);

    /** The number of the oldest event that is kept. */
    Optional<Long> oldest();

    /**
     * The last of the oldest events that were recorded before a time.
     *
     * @param most how many are looked at
     */
    Optional<Long> lastBefore(long recordedAt, int most);

    /** Removes the events up to this number. */
    int removeUpTo(long seq);
}
