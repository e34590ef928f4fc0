package io.tarn.server.store;

import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.View;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Views: their names, which they share with tables, and what they say. */
public interface ViewRows {
    Optional<View> find(UUID catalogId, QualifiedName name);

    /** Names in ascending order of their bytes. */
    Page<String> names(UUID namespaceId, PageRequest page, Visibility visible);

    /** The views of the same page as {@link #names}. */
    Page<View> list(UUID namespaceId, PageRequest page, Visibility visible);

    /** The views of all databases: database by database, in ascending order of {@code database.}, then by name. */
    Page<QualifiedName> list(UUID catalogId, CatalogPageRequest page, Visibility visible);

    List<UUID> inNamespace(UUID namespaceId);

    /** @throws DuplicateKeyException through {@link Store#write} when a table or view has the name */
    void insert(View view);

    /**
     * Replaces what a view says, and its audit.
     *
     * @return false when it is gone or its version is no longer {@code changed.version() - 1}
     */
    boolean update(View changed);

    /**
     * Gives a view another name and database.
     *
     * @param from the row as it was read; nothing is written when its name or database changed since
     * @return false when it changed or is gone
     * @throws DuplicateKeyException through {@link Store#write} when a table or view has the name
     */
    boolean rename(View from, View to);

    /** @return false when it was gone already */
    boolean delete(UUID id);
}
