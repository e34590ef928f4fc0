package io.tarn.server.store;

import io.tarn.server.model.AuditEntry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What makes changes of the audit noticed: chains of hashes over its entries, and signed anchors. Hashes are in hex. */
public interface AuditSeals {
    /** The hash before the first seal of a chain. */
    String START = "0".repeat(64);

    /**
     * The chain of a server process.
     *
     * @param seenAt when its process last said that it lives
     * @param closed whether all that its process wrote is sealed, and there will be no more
     * @param head its last seal
     * @param base the seal up to which it was removed because it was old
     */
    record Chain(UUID id, long startedAt, long seenAt, boolean closed, Link head, Link base, Signature baseSignature) {}

    /** Where a chain is. */
    record Link(long seq, String hash) {
        public static final Link BEGIN = new Link(0, START);
    }

    /** @param keyId empty: not signed */
    record Signature(String keyId, String mac) {
        public static final Signature NONE = new Signature("", "");
    }

    /**
     * @param entryHash over the whole entry
     * @param hash over the hash before and this seal
     * @param sealedBy the process that made it, which is not the chain's own when that died before
     */
    record Seal(UUID chain, long seq, UUID entryId, String entryHash, String hash, UUID sealedBy, long sealedAt) {
        public Link link() {
            return new Link(seq, hash);
        }
    }

    /** @param entry null when it is gone */
    record Sealed(Seal seal, @Nullable AuditEntry entry) {}

    /**
     * @param keptFrom the first anchor that was still there
     * @param heads a line for each chain that has grown since the anchor before
     * @param prev the hash of the anchor before
     */
    record Anchor(long seq, long madeAt, long keptFrom, String heads, String prev, String hash, Signature signature) {}

    void begin(UUID chain, long now);

    Optional<Chain> chain(UUID id);

    List<Chain> chains();

    /** Says that the process of a chain lives, and so that the chain goes on. */
    void seen(UUID chain, long now);

    /** @return false when the process of the chain said something since {@code seenAt} */
    boolean close(UUID chain, long seenAt);

    /**
     * Adds seals, and moves the head of the chain.
     *
     * @return false when the head is not {@code from} any more, and then nothing may be kept of the transaction
     * @throws DuplicateKeyException through {@link Store#write} when an entry was sealed already
     */
    boolean append(Link from, List<Seal> seals, long now);

    /** Entries of a chain without a seal, oldest first. */
    List<AuditEntry> unsealed(UUID chain, UUID from, UUID before, int size);

    /** Entries of any chain without a seal, oldest first. */
    List<UUID> unsealedBefore(UUID before, int size);

    List<Seal> sealsOf(Collection<UUID> entries);

    /** The seals of a chain after one, with their entries, in their order. */
    List<Sealed> after(UUID chain, long seq, int size);

    /**
     * Removes the seals of a chain after its base up to {@code to}, and their entries, and moves the base.
     *
     * @return false when the base is not {@code from} any more
     */
    boolean trim(UUID chain, Link from, Link to, Signature signature);

    Optional<Anchor> newestAnchor();

    /** The number of the first anchor made at this time or later. */
    Optional<Long> firstAnchorSince(long madeAt);

    List<Anchor> anchorsAfter(long seq, int size);

    /** @throws DuplicateKeyException through {@link Store#write} when another server made it */
    void insert(Anchor anchor);

    /** @return how many were removed */
    int removeAnchorsBefore(long seq, int most);

    /** Whether an anchor or the beginning of a chain is signed with this key. */
    boolean signedWith(String keyId);

    /** Signs anew, with another key. */
    void resignAnchor(long seq, Signature from, Signature to);

    void resignBase(UUID chain, Signature from, Signature to);
}
