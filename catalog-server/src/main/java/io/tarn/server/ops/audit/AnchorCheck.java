package io.tarn.server.ops.audit;

import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Link;
import io.tarn.server.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks the anchors, and remembers what they know of each chain. */
final class AnchorCheck {
    private static final int AT_ONCE = 500;

    /** The last that an anchor knows of a chain: a hash covers everything before it. */
    record Anchored(Link head, long anchor) {}

    private final Store store;
    private final Signatures signatures;
    private final Problems problems;
    private final Map<UUID, Anchored> heads = new HashMap<>();
    private @Nullable Anchor previous;
    private long first;
    private long keptFrom;

    AnchorCheck(Store store, Signatures signatures, Problems problems) {
        this.store = store;
        this.signatures = signatures;
        this.problems = problems;
    }

    void run() {
        long after = 0;
        List<Anchor> part;
        do {
            long from = after;
            part = store.read(tx -> tx.auditSeals().anchorsAfter(from, AT_ONCE));
            part.forEach(this::check);
            after = part.isEmpty() ? after : part.get(part.size() - 1).seq();
        } while (part.size() == AT_ONCE);
        if (previous != null && first > Math.max(1, keptFrom)) {
            problems.add("anchors before " + first + " were removed, though they were kept from " + keptFrom + " on");
        }
    }

    boolean any() {
        return previous != null;
    }

    Map<UUID, Anchored> heads() {
        return heads;
    }

    Optional<Anchored> of(UUID chain) {
        return Optional.ofNullable(heads.get(chain));
    }

    private void check(Anchor anchor) {
        Anchor before = previous;
        previous = anchor;
        if (before == null) {
            first = anchor.seq();
        } else if (anchor.seq() != before.seq() + 1) {
            problems.add("anchors from " + (before.seq() + 1) + " to " + (anchor.seq() - 1) + " were removed");
        } else if (!anchor.prev().equals(before.hash())) {
            problems.add("anchor " + anchor.seq() + " does not follow the anchor before it");
        }
        if (isGood(anchor)) {
            keptFrom = anchor.keptFrom();
            Heads.read(anchor.heads()).forEach((chain, head) -> heads.put(chain, new Anchored(head, anchor.seq())));
        }
    }

    private boolean isGood(Anchor anchor) {
        String hash = Hashes.anchor(anchor.seq(), anchor.madeAt(), anchor.keptFrom(), anchor.heads(), anchor.prev());
        if (!hash.equals(anchor.hash())) {
            problems.add("anchor " + anchor.seq() + " was changed");
            return false;
        }
        return switch (signatures.verify(Signatures.ANCHOR, hash, anchor.signature())) {
            case GOOD -> true;
            case FORGED -> {
                problems.add("anchor " + anchor.seq() + " is forged: its signature is not this server's");
                yield false;
            }
            case UNKNOWN_KEY -> {
                problems.add("anchor " + anchor.seq() + " cannot be checked: this server does not have master key "
                        + anchor.signature().keyId());
                yield false;
            }
        };
    }
}
