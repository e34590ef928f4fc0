package io.tarn.server.ops.partitions;

import io.tarn.server.model.Ids;
import io.tarn.server.model.PartitionColumn;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.PartitionRows.BranchKey;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the partitions of branches whose history has changed, and of tables from before partitions were kept.
 *
 * <p>The branch first names a fresh set and the snapshot that is counted; from then on commits leave what they change as
 * lists under that set. So a table that is written all the time is counted once, and the lists are folded afterwards. A
 * count that died, or whose branch changed its history meanwhile, is dropped with its set.
 */
public final class RecountPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(RecountPartitions.class);
    private static final int BRANCHES = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** When a branch that could not be counted is tried again. */
    private record Pause(Duration length, long until) {
        static final Pause NONE = new Pause(Duration.ZERO, 0);

        Pause next(long now) {
            Duration doubled = length.isZero() ? FIRST_PAUSE : length.multipliedBy(2);
            Duration bounded = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            return new Pause(bounded, now + bounded.toMillis());
        }
    }

    private final Store store;
    private final Catalogs catalogs;
    private final PartitionSchemas schemas;
    private final PartitionCounter counter;
    private final Function<String, Snapshot> reader;
    private final JobLease lease;
    private final Clock clock;
    private final Map<BranchKey, Pause> pauses = new HashMap<>();

    /**
     * @param reader reads a snapshot's text
     * @param server names this process among all servers on the database
     */
    public RecountPartitions(
            Store store,
            Catalogs catalogs,
            PartitionSchemas schemas,
            PartitionCounter counter,
            Function<String, Snapshot> reader,
            String server,
            Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.schemas = schemas;
        this.counter = counter;
        this.reader = reader;
        this.lease = new JobLease(store, "recount-partitions", server, clock);
        this.clock = clock;
    }

    /**
     * Counts one branch.
     *
     * @return whether there is more to do now
     */
    public boolean run() {
        List<BranchKey> waiting = Stream.of(State.UNKNOWN, State.COUNTING)
                .flatMap(state -> store.read(tx -> tx.partitions().in(state, BRANCHES)).stream())
                .toList();
        pauses.keySet().retainAll(waiting);
        Optional<BranchKey> due = waiting.stream().filter(this::isDue).findFirst();
        if (due.isEmpty()) {
            return false;
        }
        Optional<Lease> held = lease.acquire();
        held.ifPresent(fence -> recount(fence, due.get()));
        return held.isPresent();
    }

    private boolean isDue(BranchKey branch) {
        return pauses.getOrDefault(branch, Pause.NONE).until() <= clock.millis();
    }

    private void recount(Lease fence, BranchKey branch) {
        // Without success the next try waits.
        pauses.put(branch, pauses.getOrDefault(branch, Pause.NONE).next(clock.millis()));
        Optional<Head> head = store.read(tx -> tx.relations().head(branch.relationId(), branch.branch()));
        // A catalog that this server does not serve has its storage elsewhere.
        Optional<Catalogs.Entry> catalog =
                head.flatMap(found -> catalogs.byId(found.relation().catalogId()));
        if (head.isEmpty() || catalog.isEmpty()) {
            return;
        }
        try {
            recount(fence, branch, head.get(), catalog.get());
            pauses.remove(branch);
        } catch (PartitionCount.AbandonedException e) {
            LOG.atInfo()
                    .addKeyValue("table", branch.relationId())
                    .addKeyValue("branch", branch.branch())
                    .log("the partitions of a branch changed while they were counted; they are counted again");
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("table", branch.relationId())
                    .addKeyValue("branch", branch.branch())
                    .setCause(e)
                    .log("the partitions of a branch could not be counted; it is tried again");
        }
    }

    private void recount(Lease fence, BranchKey branch, Head head, Catalogs.Entry catalog) {
        UUID table = branch.relationId();
        Optional<TableSchema> schema = store.read(
                tx -> tx.schemas().find(table, branch.branch(), head.branch().schemaId()));
        if (schema.isEmpty()) {
            return;
        }
        List<String> keys = schemas.partitionColumns(schema.get()).stream()
                .map(PartitionColumn::name)
                .toList();
        PartitionCount count = new PartitionCount(store, fence, lease, branch, Ids.next(), keys, clock);
        Optional<Tracking> begun = count.begin();
        if (begun.isEmpty()) {
            return;
        }
        long base = begun.get().snapshotId();
        boolean needed =
                base > 0 && (!keys.isEmpty() || !head.branch().statistics().known());
        Optional<String> snapshot =
                needed ? store.read(tx -> tx.snapshots().body(table, branch.branch(), base)) : Optional.empty();
        if (snapshot.isPresent()) {
            counter.count(
                    catalog.storage(), head.relation().location(), schema.get(), reader.apply(snapshot.get()), count);
        }
        if (count.end(needed, begun.get().previous())) {
            LOG.atInfo()
                    .addKeyValue("table", table)
                    .addKeyValue("branch", branch.branch())
                    .addKeyValue("snapshot", base)
                    .log("counted the partitions of a branch");
        }
    }
}
