package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Branch;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Heads whose files this server has written, and of which the database does not know it yet. A commit need not wait until it
 * does: the next commit through this server finds the head here, and by moving it on shows that nobody has rolled it back
 * since. A job tells the database of many at once. When this server dies before, the row says that the file may be missing;
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
        if (later) {
            open.put(place(head), new Written(head, overtaken));
        } else {
            tell(List.of(new Written(head, overtaken)));
        }
    }

    /** Whether the file of this head is known to be there, whatever its row says. */
    boolean knows(Branch head) {
        Written written = open.get(place(head));
        return head.snapshotPublished() || (written != null && written.is(head));
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
        if (some.isEmpty()) {
            return;
        }
        List<Written> overtaken = store.write(tx -> {
            List<Written> missed = new ArrayList<>();
            for (Written written : some) {
                if (!tx.branches().markSnapshotPublished(written.head())) {
                    missed.add(written);
                }
            }
            return missed;
        });
        // Not what was written there meanwhile.
        some.forEach(written -> open.remove(place(written.head()), written));
        overtaken.forEach(written -> written.overtaken().run());
    }

    private static Place place(Branch head) {
        return new Place(head.relationId(), head.name());
    }
}
