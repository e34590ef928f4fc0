package io.tarn.server.ops.branches;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;

/** Makes the snapshot that empties a table. */
public interface Truncation {
    /**
     * Writes manifests that delete every file of {@code head}, so that expiration finds the files later. They are named
     * by nobody until the snapshot is committed.
     *
     * @param schema that {@code head} is read with
     * @param schemaId of the new snapshot
     * @return the snapshot after {@code head}, without rows
     * @throws io.tarn.server.files.StorageException when manifests cannot be read or written
     */
    Snapshot after(Snapshot head, TableSchema schema, long schemaId, Storage storage, Location table);
}
