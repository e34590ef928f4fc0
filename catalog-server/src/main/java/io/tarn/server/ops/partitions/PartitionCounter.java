package io.tarn.server.ops.partitions;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import java.util.List;

/** Counts what a snapshot holds, from its manifests. */
public interface PartitionCounter {
    /** Takes what is counted, piece by piece: the changes of all pieces together are what the snapshot holds. */
    interface Sink {
        /** A piece; a partition may come again in another one, and be below zero in this one. */
        void add(List<PartitionChange> changes);

        /** Called often, also while nothing is added. */
        void working();
    }

    /**
     * @param table its directory
     * @throws io.tarn.server.files.StorageException when a file cannot be read
     */
    void count(Storage storage, Location table, TableSchema schema, Snapshot snapshot, Sink sink);
}
