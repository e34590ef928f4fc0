package io.tarn.server.store;

import io.tarn.auth.Principal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Key pairs that requests are signed with, without their secrets. Times are epoch milliseconds. */
public interface AccessKeyRows {
    /**
     * @param revokedAt 0: not revoked
     */
    record AccessKey(UUID id, String accessKeyId, UUID principalId, long createdAt, String createdBy, long revokedAt) {}

    /** A key pair that is not revoked, with whose it is. */
    record Signer(Principal principal, boolean enabled, UUID keyId) {}

    Optional<Signer> find(String accessKeyId);

    /** In the order in which they were made, the revoked ones too. */
    List<AccessKey> of(UUID principalId);

    void insert(AccessKey key);

    /** @return false when the principal has no such key; a revoked one stays revoked */
    boolean revoke(UUID principalId, UUID keyId, long now);

    void deleteAll(UUID principalId);
}
