package io.tarn.server.store;

import io.tarn.auth.Principal;
import io.tarn.auth.TablePolicy;
import io.tarn.server.model.PolicyChange;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Row filters and column masks. Times are epoch milliseconds. */
public interface PolicyRows {
    /**
     * A policy with whom it is for and how it came to be.
     *
     * @param json the same as Paimon's JSON; empty when that cannot say it
     */
    record Entry(TablePolicy policy, Principal principal, String json, long createdAt, String createdBy) {}

    /** Those that hold on a table, row filters first, by the principal's label. */
    List<Entry> of(UUID table);

    /** @param column empty for the row filter */
    Optional<TablePolicy> find(UUID table, UUID principal, String column);

    /** @throws DuplicateKeyException through {@link Store#write} when there is one for the same */
    void insert(TablePolicy policy, String json, PolicyChange change);

    /** @return false when it did not hold any more */
    boolean end(UUID id, PolicyChange change);

    /** Whether anything holds on a table. */
    boolean anyOn(UUID table);

    /** Ends what holds on a table. */
    void endOn(UUID table, PolicyChange change);

    /** Ends what is for a principal. */
    void endOf(UUID principal, PolicyChange change);
}
