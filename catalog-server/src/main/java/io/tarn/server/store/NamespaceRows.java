package io.tarn.server.store;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import java.util.Optional;
import java.util.UUID;

public interface NamespaceRows {
    Optional<Namespace> find(UUID catalogId, String name);

    /** Names in ascending order of their code points; H2 puts those beyond the basic plane before U+E000. */
    Page<String> list(UUID catalogId, PageRequest page, Visibility visible);

    /** @throws DuplicateKeyException through {@link Store#write} when the name is taken */
    void insert(Namespace namespace);

    /**
     * Replaces options and audit.
     *
     * @return false when the row is gone or its version is no longer {@code changed.version() - 1}
     */
    boolean update(Namespace changed);

    /**
     * Writes the parent's row, so that creating a child and dropping its parent cannot both succeed.
     *
     * @return false when the namespace is gone
     */
    boolean touch(UUID id);

    /** @return false when it is gone */
    boolean setOwner(UUID id, Principal owner);

    /** @return false when it was gone already */
    boolean delete(UUID id);
}
