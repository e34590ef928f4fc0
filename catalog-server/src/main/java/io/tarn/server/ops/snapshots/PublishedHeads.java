package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Branch;
import io.tarn.server.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Heads whose files this server has written, and of which the database does not know it yet. A commit need not wait until it
 * does: the next commit through this server finds the head here, and by moving it on shows that nobody else had. A job tells the database of many at once. When this server dies before,
 * the row says that the file may be missing; whoever needs the branch next looks, finds it, and says so.
 *
 * <p>The hints of a branch that is committed to again and again are left to the same job. A reader who finds a snapshot behind
 * the one that a hint names does not believe it and lists instead, so that a late hint costs time only.
 */
public final class PublishedHeads {
    /** Told in one transaction at most. */
    private static final int AT_ONCE = 200;

    private final Store store;
    private final boolean later;
    private final Map<Place, Written> open = new ConcurrentHashMap<>();

    /** Whose hints were written since the job last ran. */
    private final Set<Place> hinted = ConcurrentHashMap.newKeySet();

    private record Place(UUID relationId, String branch) {}

    /**
     * @param hints that are still to be written; null when they are
     * @param overtaken what there is to do when the branch is found to have gone on without this server
     */
    private record Written(Branch head, @Nullable Runnable hints, Runnable overtaken) {
        private boolean is(Branch other) {
            return head.snapshotId() == other.snapshotId()
                    && head.epoch() == other.epoch()
                    && head.relationId().equals(other.relationId());
        }
    }

    private PublishedHeads(Store store, boolean later) {
        this.store = store;
        this.later = later;
    }

    /** The database is told before anybody else. */
    public static PublishedHeads toldAtOnce(Store store) {
        return new PublishedHeads(store, false);
    }

    /** The database is told by {@link #run}, which is called again and again, and once at the end. */
    public static PublishedHeads toldLater(Store store) {
        return new PublishedHeads(store, true);
    }

    /**
     * The file of a head is there.
     *
     * @param hints writes those that lead readers to it
     * @param overtaken run when it is no longer the head, or the branch was rolled back or dropped: the file may be one that
     *     others have taken away before it was written
     */
    void written(Branch head, Runnable hints, Runnable overtaken) {
        if (!later) {
            hints.run();
            overtaken(mark(List.of(new Written(head, null, overtaken))));
            return;
        }
        Written before = open.put(place(head), new Written(head, hintsLeft(head, hints), overtaken));
        if (before != null) {
            // Nobody has moved it on from there.
            before.overtaken().run();
        }
    }

    /** Writes them unless this branch's were just written. */
    private @Nullable Runnable hintsLeft(Branch head, Runnable hints) {
        if (!hinted.add(place(head))) {
            return hints;
        }
        hints.run();
        return null;
    }

    /** Whether the file of this head is known to be there, whatever its row says. */
    boolean knows(Branch head) {
        Written written = open.get(place(head));
        return head.snapshotPublished() || (written != null && written.is(head));
    }

    /**
     * What there is to do when a commit on this head, read now and decided after, has won: it shows that the head was there when
     * its file was, so that the database needs not be told any more.
     */
    Runnable whenMovedOn(Branch head) {
        Written written = open.get(place(head));
        return written != null && written.is(head) ? () -> open.remove(place(head), written) : () -> {};
    }

    /** Tells the database now, for who goes by the row. */
    void tell(Branch head) {
        Written written = open.get(place(head));
        if (written != null && written.is(head)) {
            tell(List.of(written));
        }
    }

    /** @return whether there may be more to tell */
    public boolean run() {
        hinted.clear();
        List<Written> some = open.values().stream()
                .limit(AT_ONCE)
                .sorted(Comparator.comparing((Written written) -> written.head().relationId())
                        .thenComparing(written -> written.head().name()))
                .toList();
        tell(some);
        return some.size() == AT_ONCE;
    }

    private void tell(List<Written> some) {
        // Before the database is asked, which says whether they have gone backwards.
        some.stream().map(Written::hints).filter(Objects::nonNull).forEach(Runnable::run);
        List<Written> missed = mark(some);
        // Whatever has gone from here meanwhile was moved on, or looked after by what took its place; but not its
        // hints.
        List<Written> told = some.stream()
                .filter(written -> open.remove(place(written.head()), written) || written.hints() != null)
                .toList();
        overtaken(missed.stream().filter(told::contains).toList());
    }

    /** @return those that are not the head any more */
    private List<Written> mark(List<Written> some) {
        return some.isEmpty()
                ? List.of()
                : store.write(tx -> some.stream()
                        .filter(written -> !tx.branches().markSnapshotPublished(written.head()))
                        .toList());
    }

    private static void overtaken(List<Written> missed) {
        missed.forEach(written -> written.overtaken().run());
    }

    private static Place place(Branch head) {
        return new Place(head.relationId(), head.name());
    }
}
