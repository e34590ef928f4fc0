package io.tarn.server.store.jdbc;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.EventFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a transaction, or one of several works in one, wrote or is to write at its end.
 *
 * @param audited entries of the audit, for after COMMIT
 * @param events to be written before COMMIT
 * @param finished requests of which it is written that they are done
 * @param turn the highest that this process has seen numbered
 * @param inserts rows to be written before COMMIT
 */
record Notes(List<AuditEntry> audited, List<Noted> events, Set<UUID> finished, AtomicLong turn, Inserts inserts) {
    /** An event that is to be written. */
    record Noted(UUID entry, EventFacts facts) {}

    static Notes empty(AtomicLong turn, Inserts inserts) {
        return new Notes(new ArrayList<>(1), new ArrayList<>(1), new HashSet<>(1), turn, inserts);
    }
}
