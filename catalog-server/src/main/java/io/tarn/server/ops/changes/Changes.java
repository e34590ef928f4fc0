package io.tarn.server.ops.changes;

import java.util.Set;
import java.util.UUID;

/**
 * What has changed in a catalog since a cursor. Objects are named by their ids, which tell nothing to who has never seen
 * them: what is dropped can no longer be asked whether the caller may know of it.
 *
 * @param cursor for the next question: the number of the last event that was looked at
 * @param everything whether more may have changed than is named, so that nothing that is remembered counts any more
 */
public record Changes(long cursor, boolean everything, Set<UUID> tables, Set<UUID> databases) {
    public Changes {
        tables = Set.copyOf(tables);
        databases = Set.copyOf(databases);
    }

    boolean isEmpty() {
        return !everything && tables.isEmpty() && databases.isEmpty();
    }
}
