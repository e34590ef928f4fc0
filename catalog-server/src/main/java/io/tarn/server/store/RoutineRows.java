package io.tarn.server.store;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import java.util.Optional;
import java.util.UUID;

/** Functions. */
public interface RoutineRows {
    /** One statement over two unique keys: engines ask this for every name that might be a function. */
    Optional<Routine> find(UUID catalogId, QualifiedName name);

    /** Names in ascending order of their bytes. */
    Page<String> names(UUID namespaceId, PageRequest page, Visibility visible);

    /** The functions of the same page as {@link #names}. */
    Page<Routine> list(UUID namespaceId, PageRequest page, Visibility visible);

    /** The functions of all databases: database by database, in ascending order of {@code database.}, then by name. */
    Page<QualifiedName> list(UUID catalogId, CatalogPageRequest page, Visibility visible);

    /** @throws DuplicateKeyException through {@link Store#write} when the name is taken */
    void insert(Routine routine);

    /**
     * Replaces the definition and the audit.
     *
     * @return false when it is gone or its version is no longer {@code changed.version() - 1}
     */
    boolean update(Routine changed);

    /** @return false when it was gone already */
    boolean delete(UUID id);

    void deleteAll(UUID namespaceId);

    /** Whether a database has a function. */
    boolean anyIn(UUID namespaceId);

    /** @return false when it is gone */
    boolean setOwner(UUID id, Principal owner);
}
