package io.tarn.server.store;

import io.tarn.auth.Principal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bearer tokens, by the hash of their secret. Times are epoch milliseconds. */
public interface TokenRows {
    /**
     * A token without its secret.
     *
     * @param expiresAt 0: never
     * @param revokedAt 0: not revoked
     * @param lastUsedAt to the minute; 0: never
     * @param label what its owner calls it
     * @param parentId the token that this one was given out for; null when an administrator issued it
     */
    record Token(
            UUID id,
            UUID principalId,
            String label,
            long createdAt,
            String createdBy,
            long expiresAt,
            long revokedAt,
            long lastUsedAt,
            @Nullable UUID parentId) {
        /** As an administrator issues one. */
        public Token(
                UUID id,
                UUID principalId,
                String label,
                long createdAt,
                String createdBy,
                long expiresAt,
                long revokedAt,
                long lastUsedAt) {
            this(id, principalId, label, createdAt, createdBy, expiresAt, revokedAt, lastUsedAt, null);
        }

        public boolean validAt(long now) {
            return revokedAt == 0 && (expiresAt == 0 || now < expiresAt);
        }
    }

    /** A token together with whose it is. */
    record Bearer(Principal principal, boolean enabled, Token token) {}

    Optional<Bearer> findByHash(byte[] secretHash);

    /** Those that an administrator issued. */
    List<Token> of(UUID principalId);

    void insert(Token token, byte[] secretHash);

    /**
     * Revokes what was given out for it as well.
     *
     * @return false when the principal has no such token; a revoked one stays revoked
     */
    boolean revoke(UUID principalId, UUID tokenId, long now);

    void deleteAll(UUID principalId);

    /** Deletes some that were given out and had expired before. @return whether there may be more */
    boolean deleteGivenOut(long expiredBefore);

    /** Notes that it was used, unless that is known of a later time. */
    void used(UUID tokenId, long at);
}
