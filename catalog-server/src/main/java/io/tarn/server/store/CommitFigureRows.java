package io.tarn.server.store;

import java.util.Collection;
import java.util.UUID;

/** What is counted of commits, by table and hour. */
public interface CommitFigureRows {
    /**
     * @param fromHour its beginning, in epoch milliseconds
     * @param won commits that were applied
     * @param lost commits that were told that another was faster
     * @param partitions of each commit, together
     */
    record Hour(UUID relationId, long fromHour, long won, long lost, long partitions) {}

    /** Adds to what is there. */
    void add(Collection<Hour> hours);

    /** The sums of the hours that begin then or later, with the first of them; all 0 without any. */
    Hour since(UUID relationId, long fromHour);

    /** Deletes hours that began before. Returns how many, at most {@code size}. */
    int forget(long before, int size);
}
