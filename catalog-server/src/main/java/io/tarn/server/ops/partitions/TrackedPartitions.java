package io.tarn.server.ops.partitions;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;

/** A branch whose partitions are known, and what they are known by. */
record TrackedPartitions(Relation relation, TableName name, Tracking tracking) {
    /**
     * @throws TarnException NOT_SUPPORTED when the partitions are not known here: clients then find them in the table's
     *     files
     */
    static TrackedPartitions of(Relation relation, TableName name, Tracking tracking) {
        if (tracking.keys().isEmpty()) {
            throw unknown(name, "it is not partitioned");
        }
        if (tracking.state() != State.EXACT && tracking.state() != State.BACKLOG) {
            throw unknown(name, "they are not counted");
        }
        return new TrackedPartitions(relation, name, tracking);
    }

    private static TarnException unknown(TableName name, String why) {
        return TarnException.of(
                ErrorCode.NOT_SUPPORTED, "The partitions of table " + name + " are not known to the server: " + why);
    }
}
