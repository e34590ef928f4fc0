package io.tarn.server.ops.audit;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Limits;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.AuditSeals.Link;
import io.tarn.server.store.AuditSeals.Seal;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds committed entries to a chain. The head moves under compare-and-set, and an entry has one seal, so that two servers
 * that seal the same chain, because one was thought dead, make one chain all the same.
 */
final class SealChain {
    /** Entries that one transaction seals. */
    static final int AT_ONCE = 500;

    private final Store store;
    private final UUID process;
    private final AuditLog log;
    private final Clock clock;

    SealChain(Store store, UUID process, AuditLog log, Clock clock) {
        this.store = store;
        this.process = process;
        this.log = log;
        this.clock = clock;
    }

    /** @param entries of this chain, committed, at most {@link #AT_ONCE}; those that are sealed already are passed over */
    void seal(UUID chain, List<AuditEntry> entries) {
        List<AuditEntry> left = entries;
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS && !left.isEmpty(); attempt++) {
            Link head = store.read(tx -> tx.auditSeals().chain(chain))
                    .map(Chain::head)
                    .orElseThrow(() -> new IllegalStateException("the audit has no chain " + chain));
            List<Seal> seals = seals(chain, head, left);
            if (append(head, seals)) {
                tell(left, seals);
                return;
            }
            left = unsealed(left);
        }
    }

    private List<Seal> seals(UUID chain, Link head, List<AuditEntry> entries) {
        List<Seal> seals = new ArrayList<>();
        long now = clock.millis();
        Link at = head;
        for (AuditEntry entry : entries) {
            String entryHash = Hashes.entry(chain, entry);
            long seq = at.seq() + 1;
            String hash = Hashes.seal(at.hash(), chain, seq, entry.id(), entryHash, process, now);
            Seal seal = new Seal(chain, seq, entry.id(), entryHash, hash, process, now);
            seals.add(seal);
            at = seal.link();
        }
        return seals;
    }

    /** @return false when it was not done, or may have been: what is sealed must be read */
    private boolean append(Link head, List<Seal> seals) {
        try {
            return store.write(tx -> tx.auditSeals().append(head, seals, clock.millis()));
        } catch (DuplicateKeyException | UnknownOutcomeException e) {
            return false;
        }
    }

    /** Also tells of what an earlier attempt sealed without knowing. */
    private List<AuditEntry> unsealed(List<AuditEntry> entries) {
        List<UUID> ids = entries.stream().map(AuditEntry::id).toList();
        List<Seal> known = store.read(tx -> tx.auditSeals().sealsOf(ids));
        tell(
                entries,
                known.stream().filter(seal -> seal.sealedBy().equals(process)).toList());
        Map<UUID, Seal> sealed = known.stream().collect(Collectors.toMap(Seal::entryId, Function.identity()));
        return entries.stream().filter(entry -> !sealed.containsKey(entry.id())).toList();
    }

    private void tell(List<AuditEntry> entries, List<Seal> seals) {
        Map<UUID, AuditEntry> byId = entries.stream().collect(Collectors.toMap(AuditEntry::id, Function.identity()));
        for (Seal seal : seals) {
            AuditEntry entry = byId.get(seal.entryId());
            if (entry != null) {
                log.sealed(entry, seal);
            }
        }
    }
}
