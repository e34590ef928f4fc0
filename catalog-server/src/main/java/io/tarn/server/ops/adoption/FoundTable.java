package io.tarn.server.ops.adoption;

import io.tarn.server.model.Location;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table as its files say it.
 *
 * @param branches main first
 */
record FoundTable(Location location, TableKind kind, List<Branch> branches) {
    FoundTable {
        branches = List.copyOf(branches);
    }

    /**
     * A branch and what storage keeps of its history.
     *
     * @param schemas in the order of their ids, at least one
     * @param snapshots the newest, in the order of their ids; empty when nothing was committed
     */
    record Branch(String name, List<TableSchema> schemas, List<Snapshot> snapshots) {
        Branch {
            schemas = List.copyOf(schemas);
            snapshots = List.copyOf(snapshots);
        }

        TableSchema schema() {
            return schemas.get(schemas.size() - 1);
        }

        Optional<Snapshot> head() {
            return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.get(snapshots.size() - 1));
        }
    }

    /**
     * How far a table has come: two that are equal mean that nobody has committed, altered or branched between them.
     *
     * @param branches by their names
     */
    record Position(Map<String, Point> branches) {
        Position {
            branches = Map.copyOf(branches);
        }

        /** The newest of a branch; -1 and 0 when there is none. */
        record Point(long schemaId, long snapshotId) {}

        /** Whether there is a table at all. */
        boolean isTable(String main) {
            Point point = branches.get(main);
            return point != null && point.schemaId() >= 0;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            new TreeMap<>(branches)
                    .forEach((name, point) -> text.append(text.isEmpty() ? "" : ", ")
                            .append(name)
                            .append(" at snapshot ")
                            .append(point.snapshotId())
                            .append(" and schema ")
                            .append(point.schemaId()));
            return text.toString();
        }
    }
}
