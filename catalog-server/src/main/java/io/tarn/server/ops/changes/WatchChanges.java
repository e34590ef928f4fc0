package io.tarn.server.ops.changes;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.feed.EventCursor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells a client that remembers tables which of them to ask for again. */
public final class WatchChanges {
    /** Proxies commonly close a connection on which nothing happens for a minute. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Access access;
    private final RecentChanges changes;

    public WatchChanges(Access access, RecentChanges changes) {
        this.access = access;
        this.changes = changes;
    }

    /**
     * @param after the cursor of an earlier answer; null or empty to begin
     * @param wait how long to wait for a change when there is none
     * @throws TarnException INVALID_REQUEST; CATALOG_NOT_FOUND; UNAVAILABLE when too many wait
     */
    public CompletableFuture<Changes> run(
            Caller caller, Catalogs.Entry catalog, @Nullable String after, Duration wait) {
        if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "waitSeconds lies between 0 and " + LONGEST.toSeconds() + ", not " + wait.toSeconds());
        }
        access.catalog(caller, Operation.WATCH_CHANGES, catalog);
        Long cursor = after == null || after.isEmpty() ? null : EventCursor.parse(after);
        return changes.after(catalog.catalog().id(), cursor, wait);
    }
}
