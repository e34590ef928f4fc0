package io.tarn.server.ops.health;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.health.TableHealth.Day;
import io.tarn.server.ops.health.TableHealth.Last;
import io.tarn.server.ops.health.TableHealth.Recent;
import io.tarn.server.ops.health.TableHealth.Watermark;
import io.tarn.server.ops.health.TableHealth.Writer;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.store.CommitFigureRows.Hour;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.SnapshotRows.Committed;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Tells how a table is, from what the database knows of its commits. */
public final class GetTableHealth {
    /** Snapshots that are looked at. */
    public static final int SNAPSHOTS = 100;

    /** Writers that are named. */
    public static final int WRITERS = 10;

    /** Bytes: Paimon aims at 128 MiB for a file and compacts below that, and engines read files of this size one by one. */
    public static final long SMALL = 16L << 20;

    private final Store store;
    private final Access access;
    private final FileFormats formats;
    private final Clock clock;

    public GetTableHealth(Store store, Access access, FileFormats formats, Clock clock) {
        this.store = store;
        this.access = access;
        this.formats = formats;
        this.clock = clock;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public TableHealth run(Caller caller, Catalogs.Entry catalog, TableName name) {
        Head head =
                access.table(caller, Operation.GET_TABLE_HEALTH, catalog, name).orElseThrow(() -> Missing.table(name));
        Branch branch = head.branch();
        // Of an external table storage knows, and what the database saw last may be long past.
        List<Committed> newest = head.relation().ownership() == Ownership.MANAGED
                ? store.read(tx -> tx.snapshots().newest(branch.relationId(), branch.name(), SNAPSHOTS))
                : List.of();
        long now = clock.millis();
        long from = CommitFigures.hour(now) - Duration.ofDays(1).toMillis();
        Hour day = store.read(tx -> tx.commitFigures().since(branch.relationId(), from));
        return new TableHealth(
                branch.relationId(),
                head.relation().ownership(),
                now,
                branch.statistics(),
                newest.stream().findFirst().map(commit -> last(commit, now)),
                recent(newest),
                new Day(day.won(), day.lost(), day.partitions()));
    }

    private Last last(Committed newest, long now) {
        Snapshot snapshot = formats.snapshot(newest.body());
        return new Last(
                newest.id(),
                newest.at(),
                Math.max(now - newest.at(), 0),
                newest.by(),
                snapshot.commitUser(),
                snapshot.commitKind(),
                Optional.ofNullable(snapshot.counts().watermark())
                        .filter(GetTableHealth::isTime)
                        .map(at -> new Watermark(at, Math.max(now - at, 0))));
    }

    /** Flink's first watermark is the smallest number, and its last, of a source that has ended, the greatest. */
    private static boolean isTime(long watermark) {
        return watermark != Long.MIN_VALUE && watermark != Long.MAX_VALUE;
    }

    private Recent recent(List<Committed> newest) {
        long records = 0;
        long files = 0;
        long bytes = 0;
        long added = 0;
        long small = 0;
        for (int i = 0; i < newest.size(); i++) {
            Optional<Change> change = change(newest, i);
            if (change.isPresent()) {
                records += change.get().records();
                files += change.get().files();
                bytes += change.get().bytes();
                added += change.get().added();
                small += change.get().small();
            }
        }
        return new Recent(
                newest.size(),
                newest.isEmpty() ? 0 : newest.get(newest.size() - 1).at(),
                interval(newest),
                records,
                files,
                bytes,
                added,
                small,
                writers(newest));
    }

    private record Change(long records, long files, long bytes) {
        long added() {
            return Math.max(files, 0);
        }

        long small() {
            return files > 0 && bytes < files * SMALL ? files : 0;
        }
    }

    /** Empty when it is not known, as for the oldest of them unless that is the branch's first. */
    private static Optional<Change> change(List<Committed> newest, int i) {
        Committed one = newest.get(i);
        if (!one.statistics().known()) {
            return Optional.empty();
        }
        if (one.id() == 1) {
            return Optional.of(new Change(
                    one.statistics().recordCount(),
                    one.statistics().fileCount(),
                    one.statistics().fileSizeInBytes()));
        }
        if (i + 1 == newest.size()
                || newest.get(i + 1).id() != one.id() - 1
                || !newest.get(i + 1).statistics().known()) {
            return Optional.empty();
        }
        Committed before = newest.get(i + 1);
        return Optional.of(new Change(
                one.statistics().recordCount() - before.statistics().recordCount(),
                one.statistics().fileCount() - before.statistics().fileCount(),
                one.statistics().fileSizeInBytes() - before.statistics().fileSizeInBytes()));
    }

    private static OptionalLong interval(List<Committed> newest) {
        long[] between = IntStream.range(1, newest.size())
                .mapToLong(i -> newest.get(i - 1).at() - newest.get(i).at())
                .sorted()
                .toArray();
        return between.length == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(between[between.length / 2], 0));
    }

    private List<Writer> writers(List<Committed> newest) {
        Map<String, Writer> writers = new LinkedHashMap<>();
        for (Committed one : newest) {
            String writer = formats.snapshot(one.body()).commitUser();
            writers.merge(
                    writer,
                    new Writer(writer, one.by(), 1),
                    (known, more) -> new Writer(writer, known.by(), known.commits() + 1));
        }
        return writers.values().stream()
                .sorted(Comparator.comparing(Writer::commits).reversed().thenComparing(Writer::writer))
                .limit(WRITERS)
                .toList();
    }
}
