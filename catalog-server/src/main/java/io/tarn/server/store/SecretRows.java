package io.tarn.server.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the server keeps encrypted. */
public interface SecretRows {
    /** Whose secret it is, and which of its secrets. */
    record Name(String ownerKind, UUID ownerId, String name) {}

    /** @param ciphertext in hex */
    record Secret(UUID id, Name name, String keyId, String ciphertext, long changedAt) {}

    Optional<Secret> find(Name name);

    void insert(Secret secret);

    /** @return false when it is not {@code from} any more */
    boolean replace(Secret from, Secret to);

    boolean delete(UUID id);

    /** For an owner that goes. */
    void deleteAll(String ownerKind, UUID ownerId);

    /** Those that were encrypted with a key, in the order of their ids. */
    List<Secret> withKey(String keyId, UUID after, int size);
}
