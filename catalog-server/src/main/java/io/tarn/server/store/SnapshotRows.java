package io.tarn.server.store;

import io.tarn.server.model.Snapshot;
import java.util.Optional;
import java.util.UUID;

public interface SnapshotRows {
    /** The JSON of a committed snapshot, as its client sent it. */
    Optional<String> body(UUID relationId, String branch, long snapshotId);

    /** As which snapshot a commit with this identity was applied to the branch; empty when it never was. */
    Optional<Long> committedAs(UUID relationId, String branch, byte[] identity);

    /** Adds the snapshot and its identity. */
    void insert(UUID relationId, String branch, Snapshot snapshot, long now, String principal);

    /** Deletes snapshots and identities of a table that was dropped. Returns how many rows, at most twice {@code size}. */
    int deleteSome(UUID relationId, int size);
}
