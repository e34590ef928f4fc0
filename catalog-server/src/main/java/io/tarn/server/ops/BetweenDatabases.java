package io.tarn.server.ops;

import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.Transaction;
import java.util.UUID;
import java.util.stream.Stream;

/** What moving an object to a name in the same or another database begins with, in the transaction that does it. */
public final class BetweenDatabases {
    private BetweenDatabases() {}

    /**
     * Writes the rows of both databases, so that the move cannot race with the drop of either.
     *
     * @throws TarnException DATABASE_NOT_FOUND when the target was dropped meanwhile
     */
    public static void touch(Transaction tx, UUID from, Namespace target) {
        // Always in the same order, so that two moves across the same databases do not deadlock.
        for (UUID id : Stream.of(from, target.id()).distinct().sorted().toList()) {
            if (!tx.namespaces().touch(id) && id.equals(target.id())) {
                throw Missing.database(target.name());
            }
        }
    }
}
