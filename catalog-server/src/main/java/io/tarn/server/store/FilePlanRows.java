package io.tarn.server.store;

import io.tarn.server.model.FilePlan;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What storage still owes, at most one plan for a branch. */
public interface FilePlanRows {
    Optional<FilePlan> find(UUID relationId, String branch);

    /** Plans that were made before then and are still open, oldest first. */
    List<FilePlan> open(long before, int size);

    /** @throws DuplicateKeyException through {@link Store#write} when the branch still has an earlier plan */
    void insert(FilePlan plan, long now);

    /** Whether this very plan is still open. */
    boolean isOpen(FilePlan plan);

    /** @return false when somebody else closed it */
    boolean close(FilePlan plan);

    /** The table is gone, and with it what its branches owed. */
    void deleteAll(UUID relationId);
}
