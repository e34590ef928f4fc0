package io.tarn.server.ops.adoption;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import java.util.function.Consumer;

/** What a snapshot refers to. */
public interface SnapshotContents {
    /**
     * Looks for every file that a reader of the snapshot needs.
     *
     * @param table its directory
     * @param missing told of each file that is not there, as its way from the table's directory
     * @throws io.tarn.server.files.StorageException when a file that is there cannot be read
     */
    void findMissing(Storage storage, Location table, TableSchema schema, Snapshot snapshot, Consumer<String> missing);
}
