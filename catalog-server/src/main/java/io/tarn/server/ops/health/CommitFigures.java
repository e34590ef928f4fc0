package io.tarn.server.ops.health;

import io.tarn.server.model.Limits;
import io.tarn.server.ops.snapshots.CommitObserver;
import io.tarn.server.store.CommitFigureRows.Hour;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Counts the commits of this process by table and hour, and adds them to the database every few seconds: a row of its own in
 * each commit's transaction would cost every commit, for figures that nothing depends on.
 */
public final class CommitFigures implements CommitObserver {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int ROWS = 200;

    /** How long hours are kept. */
    private static final Duration KEPT = Duration.ofDays(7);

    private record Key(UUID relationId, long fromHour) {}

    private final Store store;
    private final Clock clock;
    private Map<Key, Hour> counted = new HashMap<>();

    public CommitFigures(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** How often a job calls {@link #add}. */
    public static Duration interval() {
        return Duration.ofSeconds(5);
    }

    static long hour(long millis) {
        return millis - Math.floorMod(millis, HOUR);
    }

    @Override
    public void won(Attempt attempt) {
        count(new Hour(attempt.relationId(), hour(clock.millis()), 1, 0, attempt.partitions()));
    }

    @Override
    public void lost(Attempt attempt) {
        count(new Hour(attempt.relationId(), hour(clock.millis()), 0, 1, 0));
    }

    /** While the database is away, what more tables than this bound do is not counted. */
    private synchronized void count(Hour more) {
        Key key = new Key(more.relationId(), more.fromHour());
        if (counted.size() < Limits.TABLES_COUNTED || counted.containsKey(key)) {
            counted.merge(key, more, CommitFigures::plus);
        }
    }

    private static Hour plus(Hour one, Hour other) {
        return new Hour(
                one.relationId(),
                one.fromHour(),
                one.won() + other.won(),
                one.lost() + other.lost(),
                one.partitions() + other.partitions());
    }

    /**
     * Adds what was counted to the database. What may have been added is not added again: that is too little rather than
     * twice.
     *
     * @return false: there is no more to do now
     * @throws StoreUnavailableException when the database does not answer; what was not added is added later
     */
    public boolean add() {
        List<Hour> hours = take();
        for (int from = 0; from < hours.size(); from += ROWS) {
            List<Hour> some = hours.subList(from, Math.min(hours.size(), from + ROWS));
            try {
                store.write(tx -> {
                    tx.commitFigures().add(some);
                    return true;
                });
            } catch (StoreUnavailableException e) {
                hours.subList(from, hours.size()).forEach(this::count);
                throw e;
            }
        }
        return false;
    }

    /** In one order, so that servers that add to the same rows do not wait for each other in a circle. */
    private synchronized List<Hour> take() {
        List<Hour> taken = new ArrayList<>(counted.values());
        counted = new HashMap<>();
        taken.sort(Comparator.comparing(Hour::relationId).thenComparing(Hour::fromHour));
        return taken;
    }

    /** Deletes some old hours; any server may, at any time. Returns whether there may be more. */
    public boolean forget() {
        long before = clock.millis() - KEPT.toMillis();
        return store.write(tx -> tx.commitFigures().forget(before, ROWS)) == ROWS;
    }
}
