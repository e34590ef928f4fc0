package io.tarn.server.iceberglib.projection;

import io.tarn.server.ops.projection.TableContents.Contents;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;

/** Commits steps in memory; the last makes the snapshot that has Paimon's id. */
final class Commits {
    private final BuildOperations operations;
    private final BaseTable table;
    private final Contents contents;

    Commits(BuildOperations operations, Contents contents) {
        this.operations = operations;
        this.table = new BaseTable(operations, "projection", report -> {});
        this.contents = contents;
    }

    void commit(List<Step> steps) {
        Snapshot before = operations.current().currentSnapshot();
        boolean same = before != null && before.snapshotId() == contents.snapshot();
        if (same && steps.isEmpty()) {
            return;
        }
        if (same) {
            throw new IllegalStateException("snapshot " + contents.snapshot() + " is there with other files");
        }
        for (int i = 0; i < steps.size(); i++) {
            if (i + 1 < steps.size()) {
                operations.nameStep();
            } else {
                operations.nameNext(contents.snapshot());
            }
            commit(steps.get(i));
        }
        if (steps.isEmpty()) {
            operations.nameNext(contents.snapshot());
            commit(new Step());
        }
    }

    private void commit(Step step) {
        RowDelta delta = table.newRowDelta();
        Snapshot parent = operations.current().currentSnapshot();
        if (parent != null) {
            delta.validateFromSnapshot(parent.snapshotId());
        }
        step.apply(delta);
        delta.commit();
    }
}
