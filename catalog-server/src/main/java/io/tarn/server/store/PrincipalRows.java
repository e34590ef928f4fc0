package io.tarn.server.store;

import io.tarn.auth.Principal;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import java.util.Optional;
import java.util.UUID;

public interface PrincipalRows {
    Optional<Principal> find(String name);

    Optional<Principal> findRoot();

    Page<Principal> list(PageRequest page);

    /** @throws DuplicateKeyException through {@link Store#write} when the name is taken */
    void insert(Principal principal, long now, String createdBy);

    boolean delete(UUID id);
}
