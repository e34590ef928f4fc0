package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Branch;
import io.tarn.server.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Heads whose files this server has written, and of which the database does not know it yet. A commit need not wait until it
 * does: the next commit through this server finds the head here, and by moving it on shows that nobody else had. A job tells the database of many at once. When this server dies before, the row says that the file may be missing;
 * whoever needs the branch next looks, finds it, and says so.
 */
public final class PublishedHeads {
    /** Told in one transaction at most. */
    private static final int AT_ONCE = 200;

    private final Store store;
    private final boolean later;
    private final Map<Place, Written> open = new ConcurrentHashMap<>();

    private record Place(UUID relationId, String branch) {}

    /** @param overtaken what there is to do when the branch is found to have gone on without this server */
    private record Written(Branch head, Runnable overtaken) {
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
     * @param overtaken run when it is no longer the head, or the branch was rolled back or dropped: the file may be one that
     *     others have taken away before it was written
     */
    void written(Branch head, Runnable overtaken) {
        Written written = new Written(head, overtaken);
        if (!later) {
            overtaken(mark(List.of(written)));
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
        return some.size() == AT_ONCE;
    }

    private void tell(List<Written> some) {
        List<Written> missed = mark(some);
        // Whatever has gone from here meanwhile was moved on, or looked after by what took its place.
        List<Written> told = some.stream()
                .filter(written -> open.remove(place(written.head()), written))
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
