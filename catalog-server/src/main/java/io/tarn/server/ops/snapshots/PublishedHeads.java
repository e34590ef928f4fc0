package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Branch;
import io.tarn.server.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Heads whose files this server has written, and of which the database does not know it yet. A commit need not wait until it
 * does: the next commit through this server finds the head here, and by moving it on shows that nobody else had. A job tells the database
 * of many at once. When this server dies before, the row says that the file may be missing; whoever needs the branch next
 * looks, finds it, and says so.
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

    /** Whose hints were written not long ago. */
    private final Set<Place> hinted = ConcurrentHashMap.newKeySet();

    private record Place(UUID relationId, String branch) {}

    /**
     * @param hints writes them
     * @param late whether they are still to be written
     * @param overtaken what there is to do when the branch is found to have gone on without this server
     */
    private record Written(Branch head, Runnable hints, boolean late, Runnable overtaken) {
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
        boolean late = later && !hinted.add(place(head));
        if (!late) {
            hints.run();
        }
        Written written = new Written(head, hints, late, overtaken);
        if (!later) {
            mark(List.of(written)).forEach(missed -> missed.overtaken().run());
            return;
        }
        Written before = open.put(place(head), written);
        if (before != null) {
            // Nobody has moved it on from there.
            before.overtaken().run();
        }
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
        List<Written> some = open.values().stream()
                .limit(AT_ONCE)
                .sorted(Comparator.comparing((Written written) -> written.head().relationId())
                        .thenComparing(written -> written.head().name()))
                .toList();
        tell(some);
        // Who was too busy for hints of its own stays so for another round; all others begin anew.
        hinted.retainAll(some.stream()
                .filter(Written::late)
                .map(written -> place(written.head()))
                .collect(Collectors.toSet()));
        return some.size() == AT_ONCE;
    }

    private void tell(List<Written> some) {
        // Before the database is asked, which says whether they have gone backwards.
        Set<Written> hintedLate = some.stream()
                .filter(written -> written.late() && written.equals(open.get(place(written.head()))))
                .collect(Collectors.toSet());
        hintedLate.forEach(written -> written.hints().run());
        for (Written missed : mark(some)) {
            // What has gone from here was moved on, or looked after by what took its place; but not what was just
            // written.
            if (open.remove(place(missed.head()), missed)) {
                missed.overtaken().run();
            } else if (hintedLate.contains(missed)) {
                hintAgain(missed);
            }
        }
        some.forEach(written -> open.remove(place(written.head()), written));
    }

    /** Late hints may have come after those of the heads that this server has put in its place since. */
    private void hintAgain(Written late) {
        Written last = late;
        Written now = open.get(place(late.head()));
        while (now != null && !now.equals(last)) {
            now.hints().run();
            last = now;
            now = open.get(place(late.head()));
        }
        if (now == null) {
            // It went on again, and only the database knows where to.
            last.overtaken().run();
        }
    }

    /** @return those that are not the head any more */
    private List<Written> mark(List<Written> some) {
        return some.isEmpty()
                ? List.of()
                : store.write(tx -> some.stream()
                        .filter(written -> !tx.branches().markSnapshotPublished(written.head()))
                        .toList());
    }

    private static Place place(Branch head) {
        return new Place(head.relationId(), head.name());
    }
}
