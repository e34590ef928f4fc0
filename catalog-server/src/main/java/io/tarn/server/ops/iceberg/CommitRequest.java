package io.tarn.server.ops.iceberg;

import io.tarn.auth.Operation;
import io.tarn.server.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A commit to one table.
 *
 * @param actions the kinds of its updates, by the protocol's words
 * @param requirements the kinds of its requirements, by the protocol's words
 * @param body the protocol's {@code CommitTableRequest}
 */
public record CommitRequest(TableName name, Set<String> actions, Set<String> requirements, String body) {
    /** What writers do all the time; whatever else a commit changes is the table's definition. */
    private static final Set<String> OF_DATA = Set.of(
            "add-snapshot",
            "set-snapshot-ref",
            "remove-snapshots",
            "remove-snapshot-ref",
            "set-statistics",
            "remove-statistics",
            "set-partition-statistics",
            "remove-partition-statistics");

    public CommitRequest {
        actions = Set.copyOf(actions);
        requirements = Set.copyOf(requirements);
    }

    /** Whether the table must not be there yet. */
    boolean creates() {
        return requirements.contains("assert-create");
    }

    /** What the caller must be allowed to do with a table that is there: one or two. */
    List<Operation> operations() {
        List<Operation> needed = new ArrayList<>();
        boolean defines = !OF_DATA.containsAll(actions);
        if (!defines || actions.stream().anyMatch(OF_DATA::contains)) {
            needed.add(Operation.COMMIT_SNAPSHOT);
        }
        if (defines) {
            needed.add(Operation.ALTER_TABLE);
        }
        return needed;
    }
}
