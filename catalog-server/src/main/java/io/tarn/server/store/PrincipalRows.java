package io.tarn.server.store;

import io.tarn.auth.PolicyChanges.PrincipalState;
import io.tarn.auth.Principal;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PolicyChange;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users, services, groups and roles that are not dropped. */
public interface PrincipalRows {
    /**
     * @param root whether it was made at the first start
     * @param enforces whether its clients are said to keep to policies
     * @param enforcesIceberg whether they are said to keep to Iceberg's read restrictions
     */
    record Entry(
            Principal principal,
            boolean root,
            boolean enabled,
            boolean enforces,
            boolean enforcesIceberg,
            long createdAt,
            String createdBy) {}

    Optional<Entry> find(Principal.Kind kind, String name);

    Optional<Entry> find(UUID id);

    /** Whether somebody of this name was dropped. */
    boolean wasDropped(Principal.Kind kind, String name);

    /** Whether the first start has happened. */
    boolean hasRoot();

    /** Those of one kind, or of all kinds in the order of kind and name. */
    Page<Entry> list(Principal.@Nullable Kind kind, PageRequest page);

    /** Those that there were at a moment, in epoch milliseconds. */
    List<PrincipalState> at(long moment);

    /** @throws DuplicateKeyException through {@link Store#write} when the name is taken */
    void insert(Principal principal, boolean root, PolicyChange change);

    /** @return false when it is gone */
    boolean setEnabled(UUID id, boolean enabled, PolicyChange change);

    /**
     * What its clients are said to keep to.
     *
     * @return false when it is gone
     */
    boolean setEnforces(UUID id, boolean enforces, boolean enforcesIceberg, PolicyChange change);

    /** Frees the name. @return false when it was gone already */
    boolean drop(UUID id, PolicyChange change);
}
