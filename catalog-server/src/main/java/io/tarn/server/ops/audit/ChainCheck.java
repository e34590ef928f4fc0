package io.tarn.server.ops.audit;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.audit.AnchorCheck.Anchored;
import io.tarn.server.store.AuditSeals.Chain;
import io.tarn.server.store.AuditSeals.Link;
import io.tarn.server.store.AuditSeals.Seal;
import io.tarn.server.store.AuditSeals.Sealed;
import io.tarn.server.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Checks each chain from where it begins to its head, and that nothing stands outside of them. */
final class ChainCheck {
    private static final int AT_ONCE = 500;

    /** Entries this young may be on their way to their seals. */
    private static final long YOUNG = 5 * 60_000;

    private static final int UNSEALED_NAMED = 10;

    private final Store store;
    private final Signatures signatures;
    private final AnchorCheck anchors;
    private final Problems problems;
    private final long now;
    private long rows;

    ChainCheck(Store store, Signatures signatures, AnchorCheck anchors, Problems problems, long now) {
        this.store = store;
        this.signatures = signatures;
        this.anchors = anchors;
        this.problems = problems;
        this.now = now;
    }

    long rows() {
        return rows;
    }

    void run() {
        Set<UUID> known = new HashSet<>();
        for (Chain chain : store.read(tx -> tx.auditSeals().chains())) {
            known.add(chain.id());
            whileItIsTrimmed(chain);
        }
        anchors.heads().forEach((chain, anchored) -> {
            if (!known.contains(chain)) {
                problems.add("chain " + chain + " is missing: anchor " + anchored.anchor() + " knows it up to seal "
                        + anchored.head().seq());
            }
        });
        store.read(tx -> tx.auditSeals().unsealedBefore(Ids.first(now - YOUNG), UNSEALED_NAMED))
                .forEach(entry -> problems.add("entry " + entry + " has no seal"));
    }

    /** What is too old may be removed from a chain while it is read: then it is read again from its new beginning. */
    private void whileItIsTrimmed(Chain found) {
        Chain chain = found;
        while (true) {
            int problemsBefore = problems.count();
            long rowsBefore = rows;
            check(chain);
            Link base = chain.base();
            Optional<Chain> moved = problems.count() == problemsBefore
                    ? Optional.empty()
                    : store.read(tx -> tx.auditSeals().chain(found.id()))
                            .filter(again -> !again.base().equals(base));
            if (moved.isEmpty()) {
                return;
            }
            problems.backTo(problemsBefore);
            rows = rowsBefore;
            chain = moved.get();
        }
    }

    private void check(Chain chain) {
        Link at = chain.base();
        checkBase(chain);
        boolean ended = false;
        while (!ended && at.seq() < chain.head().seq()) {
            Link from = at;
            List<Sealed> part = store.read(tx -> tx.auditSeals().after(chain.id(), from.seq(), AT_ONCE));
            for (Sealed sealed : part) {
                if (sealed.seal().seq() <= chain.head().seq()) {
                    check(chain, at, sealed);
                    at = sealed.seal().link();
                }
            }
            ended = part.size() < AT_ONCE;
        }
        checkEnd(chain, at);
    }

    private void checkBase(Chain chain) {
        Link base = chain.base();
        if (base.equals(Link.BEGIN)) {
            return;
        }
        switch (signatures.verify(Signatures.BASE, Hashes.base(chain.id(), base), chain.baseSignature())) {
            case GOOD -> {}
            case FORGED ->
                problems.add("chain " + chain.id() + " begins after seal " + base.seq()
                        + ", and no server signed that what was before is old");
            case UNKNOWN_KEY ->
                problems.add("the beginning of chain " + chain.id()
                        + " cannot be checked: this server does not have master key "
                        + chain.baseSignature().keyId());
        }
    }

    private void check(Chain chain, Link before, Sealed sealed) {
        Seal seal = sealed.seal();
        String place = "seal " + seal.seq() + " of chain " + chain.id();
        if (seal.seq() != before.seq() + 1) {
            problems.add("seals from " + (before.seq() + 1) + " to " + (seal.seq() - 1) + " of chain " + chain.id()
                    + " were removed");
        } else if (!seal.hash()
                .equals(Hashes.seal(
                        before.hash(),
                        chain.id(),
                        seal.seq(),
                        seal.entryId(),
                        seal.entryHash(),
                        seal.sealedBy(),
                        seal.sealedAt()))) {
            problems.add(place + " was changed");
        }
        AuditEntry entry = sealed.entry();
        if (entry == null) {
            problems.add("entry " + seal.entryId() + " was removed (" + place + ")");
        } else {
            rows++;
            if (!Hashes.entry(chain.id(), entry).equals(seal.entryHash())) {
                problems.add("entry " + entry.id() + " was changed (" + place + ")");
            }
        }
        anchors.of(chain.id())
                .filter(anchored -> anchored.head().seq() == seal.seq())
                .filter(anchored -> !anchored.head().hash().equals(seal.hash()))
                .ifPresent(anchored -> problems.add("chain " + chain.id() + " was rewritten up to seal " + seal.seq()
                        + ": anchor " + anchored.anchor() + " knows another hash"));
    }

    private void checkEnd(Chain chain, Link end) {
        Optional<Anchored> anchored =
                anchors.of(chain.id()).filter(known -> known.head().seq() > end.seq());
        if (anchored.isPresent()) {
            problems.add("chain " + chain.id() + " was cut after seal " + end.seq() + ": anchor "
                    + anchored.get().anchor() + " knows seal "
                    + anchored.get().head().seq());
        } else if (end.seq() != chain.head().seq()) {
            problems.add("chain " + chain.id() + " was cut after seal " + end.seq() + ": its head is seal "
                    + chain.head().seq());
        } else if (!end.hash().equals(chain.head().hash())) {
            problems.add("the head of chain " + chain.id() + " was changed");
        }
    }
}
