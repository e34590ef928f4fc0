package io.tarn.server.ops.partitions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Registers, forgets and marks partitions. None of it touches data. */
public final class ChangePartitions {
    /**
     * What became of each partition that was named, in the order of the request.
     *
     * @param changed created, or dropped
     * @param unchanged existed already, or did not exist
     */
    public record Result(List<Map<String, String>> changed, List<Map<String, String>> unchanged) {}

    private final Store store;
    private final Access access;
    private final Clock clock;

    public ChangePartitions(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    private interface Work<T> {
        T run(Transaction tx, Tracking tracking, List<String> names);
    }

    /**
     * @param ignoreExisting false: all or nothing
     * @throws TarnException PARTITION_EXISTS about the first one, and nothing is changed; TABLE_NOT_FOUND;
     *     INVALID_REQUEST; NOT_SUPPORTED when they are not known here; UNAVAILABLE while many are being counted
     */
    public Result create(
            Caller caller,
            Catalogs.Entry catalog,
            TableName name,
            List<Map<String, String>> specs,
            boolean ignoreExisting) {
        Securable on = check(caller, Operation.CREATE_PARTITIONS, catalog, name);
        UUID table = on.id();
        return change(table, name, specs, (tx, tracking, names) -> {
            Set<String> known = existing(tx, table, tracking, names);
            Set<String> created = new LinkedHashSet<>();
            List<String> existed = new ArrayList<>();
            for (String partition : names) {
                if (!known.add(partition)) {
                    if (!ignoreExisting) {
                        throw exists(partition);
                    }
                    existed.add(partition);
                } else {
                    created.add(partition);
                }
            }
            tx.partitions().insert(table, tracking.set(), created, clock.millis(), caller.name());
            audit(tx, caller, Operation.CREATE_PARTITIONS, on, name, created);
            return result(created, existed);
        });
    }

    /**
     * @param ignoreMissing false: all or nothing
     * @throws TarnException PARTITION_NOT_FOUND about the first one, and nothing is changed; otherwise as {@link #create}
     */
    public Result drop(
            Caller caller,
            Catalogs.Entry catalog,
            TableName name,
            List<Map<String, String>> specs,
            boolean ignoreMissing) {
        Securable on = check(caller, Operation.DROP_PARTITIONS, catalog, name);
        UUID table = on.id();
        return change(table, name, specs, (tx, tracking, names) -> {
            List<Partition> found = tx.partitions().find(table, tracking.set(), new LinkedHashSet<>(names));
            Set<String> known = found.stream().map(Partition::name).collect(Collectors.toSet());
            List<String> missing = names.stream()
                    .filter(partition -> !known.contains(partition))
                    .toList();
            if (!ignoreMissing && !missing.isEmpty()) {
                throw missing(missing);
            }
            tx.partitions().delete(table, tracking.set(), known);
            if (tracking.snapshotId() > 0 && found.stream().anyMatch(partition -> !partition.isEmpty())) {
                // Its files are still in the snapshot, and later commits will count on from them.
                tx.partitions().forget(table, name.branch());
            }
            audit(tx, caller, Operation.DROP_PARTITIONS, on, name, known);
            return result(
                    names.stream().filter(known::contains).collect(Collectors.toCollection(LinkedHashSet::new)),
                    missing);
        });
    }

    /** Marks partitions as done; those that do not exist are passed over. */
    public void mark(Caller caller, Catalogs.Entry catalog, TableName name, List<Map<String, String>> specs) {
        Securable on = check(caller, Operation.MARK_PARTITIONS, catalog, name);
        UUID table = on.id();
        change(table, name, specs, (tx, tracking, names) -> {
            List<String> open = tx.partitions().find(table, tracking.set(), new LinkedHashSet<>(names)).stream()
                    .filter(partition -> !partition.done())
                    .map(Partition::name)
                    .toList();
            tx.partitions().markDone(table, tracking.set(), names, clock.millis(), caller.name());
            audit(tx, caller, Operation.MARK_PARTITIONS, on, name, open);
            return names;
        });
    }

    private Securable check(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Head head = access.table(caller, operation, catalog, name).orElseThrow(() -> Missing.table(name));
        return Securables.of(catalog, head.relation(), name);
    }

    private <T> T change(UUID table, TableName name, List<Map<String, String>> specs, Work<T> work) {
        return store.write(tx -> {
            Tracking tracking = tx.partitions().hold(table, name.branch()).orElseThrow(() -> Missing.table(name));
            PartitionReader.checkKnown(name, tracking);
            List<String> names = PartitionSpecs.names(name, tracking.keys(), specs);
            if (tracking.state() == State.BACKLOG) {
                throw TarnException.of(
                        ErrorCode.UNAVAILABLE,
                        "The partitions of table " + name + " are being counted; try again in a moment");
            }
            return work.run(tx, tracking, names);
        });
    }

    /** Names as many as fit a row; the rest are a number. */
    private static void audit(
            Transaction tx,
            Caller caller,
            Operation operation,
            Securable on,
            TableName name,
            Collection<String> partitions) {
        if (!partitions.isEmpty()) {
            Trail.changed(
                    tx,
                    caller,
                    operation,
                    on,
                    Map.of(
                            "branch",
                            name.branch(),
                            "count",
                            Integer.toString(partitions.size()),
                            "partitions",
                            partitions.stream().sorted().limit(5).collect(Collectors.joining(", "))));
        }
    }

    private static Set<String> existing(Transaction tx, UUID table, Tracking tracking, List<String> names) {
        return tx.partitions().find(table, tracking.set(), new LinkedHashSet<>(names)).stream()
                .map(Partition::name)
                .collect(Collectors.toSet());
    }

    private static Result result(Set<String> changed, List<String> unchanged) {
        return new Result(
                changed.stream().map(PartitionName::spec).toList(),
                unchanged.stream().map(PartitionName::spec).toList());
    }

    private static TarnException exists(String partition) {
        return TarnException.about(
                ErrorCode.PARTITION_EXISTS, partition, "Partition " + partition + " already exists.");
    }

    private static TarnException missing(List<String> partitions) {
        return TarnException.about(
                ErrorCode.PARTITION_NOT_FOUND,
                partitions.get(0),
                "Partitions " + partitions.subList(0, Math.min(partitions.size(), 10)) + " do not exist.");
    }
}
