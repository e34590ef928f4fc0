package io.tarn.server.ops.partitions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.PartitionDeltas.Part;
import io.tarn.server.store.PartitionDeltas.PartKey;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Reads the partitions of a branch: rows, and what is not folded into them yet.
 *
 * <p>The two are read by several statements, while folding moves counts from one to the other. So the branch is asked
 * before and after: when its version changed, or its set, the read is done again.
 */
final class PartitionReader {
    private static final int ATTEMPTS = 100;

    private final Store store;
    private final Access access;

    PartitionReader(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** A branch whose partitions are known. */
    record Open(Head head, TableName name, Tracking tracking) {
        UUID relationId() {
            return head.relation().id();
        }
    }

    /**
     * A piece of a range.
     *
     * @param rest what of the range was not read; empty at its end
     */
    record Chunk(List<Partition> partitions, PartitionRange rest) {
        Chunk {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * Partitions are told whole or not at all: which of them hold a row that the caller sees is not known here.
     *
     * @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when the partitions are not known here, or rows or partition
     *     columns are hidden from the caller: its client then looks for them in the files, and keeps to that there
     */
    Open open(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Head head = access.table(caller, operation, catalog, name).orElseThrow(() -> Missing.table(name));
        Open open = open(head, name);
        if (hides(
                access.restrictions(caller, catalog, head.relation(), name),
                open.tracking().keys())) {
            throw unknown(name, "some of them may be hidden from the caller");
        }
        return open;
    }

    private static boolean hides(Restrictions hidden, List<String> keys) {
        return hidden.rules().stream().anyMatch(rule -> rule.filtersRows() || keys.contains(rule.column()))
                || !keys.stream().allMatch(hidden::shows);
    }

    private Open open(Head head, TableName name) {
        Tracking tracking = store.read(
                        tx -> tx.partitions().tracking(head.relation().id(), name.branch()))
                .orElseThrow(() -> Missing.table(name));
        checkKnown(name, tracking);
        return new Open(head, name, tracking);
    }

    /**
     * @throws TarnException NOT_SUPPORTED when the partitions are not known here: clients then find them in the table's
     *     files
     */
    static void checkKnown(TableName name, Tracking tracking) {
        if (tracking.keys().isEmpty()) {
            throw unknown(name, "it is not partitioned");
        }
        if (tracking.state() != State.EXACT && tracking.state() != State.BACKLOG) {
            throw unknown(name, "they are not counted");
        }
    }

    private static TarnException unknown(TableName name, String why) {
        return TarnException.of(
                ErrorCode.NOT_SUPPORTED, "The partitions of table " + name + " are not known to the server: " + why);
    }

    /** Reads the end of a range: at most {@code size} rows, and what the changes since make of them. */
    Chunk last(Open open, PartitionRange range, int size) {
        return consistently(open, now -> {
            List<Partition> rows = store.read(
                    tx -> tx.partitions().page(now.relationId(), now.tracking().set(), range, size));
            PartitionRange wanted = rows.size() < size
                    ? range
                    : range.from(rows.get(rows.size() - 1).name());
            PartitionOverlay overlay = overlay(now, wanted, name -> true);
            PartitionRange read = overlay.covered();
            List<Partition> covered =
                    rows.stream().filter(row -> read.contains(row.name())).toList();
            return new Chunk(overlay.over(read, covered), range.before(read));
        });
    }

    /** The partitions that have one of these names, in descending order of them. */
    List<Partition> named(Open open, Collection<String> names) {
        Set<String> wanted = Set.copyOf(names);
        return consistently(open, now -> {
            PartitionOverlay overlay = overlay(now, PartitionRange.ALL, wanted::contains);
            return overlay.over(
                    PartitionRange.ALL,
                    store.read(tx -> tx.partitions()
                            .find(now.relationId(), now.tracking().set(), wanted)));
        });
    }

    private interface Reading<T> {
        T read(Open now);
    }

    private <T> T consistently(Open open, Reading<T> reading) {
        Open before = open;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            T result = reading.read(before);
            Open after = open(open.head(), open.name());
            if (same(before.tracking(), after.tracking())) {
                return result;
            }
            before = after;
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "The partitions of table " + open.name() + " are being counted; try again");
    }

    private static boolean same(Tracking before, Tracking after) {
        return before.state() == after.state()
                && before.version() == after.version()
                && before.set().equals(after.set());
    }

    private PartitionOverlay overlay(Open open, PartitionRange range, Predicate<String> wanted) {
        PartitionOverlay overlay = new PartitionOverlay(range, wanted);
        if (open.tracking().state() == State.BACKLOG) {
            UUID table = open.relationId();
            UUID set = open.tracking().set();
            for (PartKey key : store.read(tx -> tx.partitions().deltas().keys(table, set, range))) {
                Optional<Part> part = store.read(tx -> tx.partitions().deltas().find(table, set, key));
                // One that is gone was folded, so the version has changed.
                part.ifPresent(overlay::add);
            }
        }
        return overlay;
    }
}
