package io.tarn.server.iceberglib.projection;

import io.tarn.server.ops.projection.Plan.Ranked;
import io.tarn.server.ops.projection.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * What makes the projection before into the one that is wanted.
 *
 * <p>An equality delete holds for what was added before it. So a file may only be added after all that are older, and a
 * bucket in which an older file is new (a compaction made it) is taken out whole and added again.
 */
final class Changes {
    private final List<DataFile> goneData = new ArrayList<>();
    private final List<DeleteFile> goneDeletes = new ArrayList<>();
    private final TreeMap<Integer, List<SourceFile>> added = new TreeMap<>();
    private final Set<String> kept = new HashSet<>();
    private boolean readded;

    Changes(LastBuild last, List<Ranked> wanted) {
        Map<SourceFile.Bucket, List<Ranked>> buckets = new LinkedHashMap<>();
        wanted.forEach(file -> buckets.computeIfAbsent(file.file().inBucket(), bucket -> new ArrayList<>())
                .add(file));
        buckets.values().forEach(bucket -> add(last, bucket));
        for (DataFile file : last.allData()) {
            if (!kept.contains(file.location())) {
                goneData.add(file);
                DeleteFile deletes = last.equality(file.location());
                if (deletes != null) {
                    goneDeletes.add(deletes);
                }
            }
        }
    }

    private void add(LastBuild last, List<Ranked> bucket) {
        if (appends(last, bucket)) {
            for (Ranked file : bucket) {
                if (last.data(file.file().path()) != null) {
                    kept.add(file.file().path());
                } else {
                    added.computeIfAbsent(file.rank(), rank -> new ArrayList<>())
                            .add(file.file());
                }
            }
        } else {
            for (Ranked file : bucket) {
                readded |= last.data(file.file().path()) != null;
                added.computeIfAbsent(file.rank(), rank -> new ArrayList<>()).add(file.file());
            }
        }
    }

    /** Whether what is there stands in the right order, and what is new comes after it. */
    private static boolean appends(LastBuild last, List<Ranked> bucket) {
        Map<Integer, long[]> sequences = new TreeMap<>();
        int newest = -1;
        int oldestNew = Integer.MAX_VALUE;
        for (Ranked file : bucket) {
            DataFile there = last.data(file.file().path());
            if (there == null) {
                oldestNew = Math.min(oldestNew, file.rank());
            } else {
                if (file.rank() > 0 && last.equality(file.file().path()) == null) {
                    return false;
                }
                newest = Math.max(newest, file.rank());
                long sequence = there.dataSequenceNumber() == null ? -1 : there.dataSequenceNumber();
                sequences.merge(file.rank(), new long[] {sequence, sequence}, (one, other) ->
                        new long[] {Math.min(one[0], other[0]), Math.max(one[1], other[1])});
            }
        }
        long before = -1;
        for (long[] range : sequences.values()) {
            if (range[0] <= before) {
                return false;
            }
            before = range[1];
        }
        // Without ranks no file replaces rows of another.
        return oldestNew > newest || (newest == 0 && oldestNew == 0);
    }

    /** Files that may be added only once they are taken out. */
    boolean readded() {
        return readded;
    }

    boolean keeps(String dataPath) {
        return kept.contains(dataPath);
    }

    List<DataFile> goneData() {
        return goneData;
    }

    List<DeleteFile> goneDeletes() {
        return goneDeletes;
    }

    /** By rank, in ascending order. */
    Map<Integer, List<SourceFile>> added() {
        return added;
    }

    /** Vectors that were wanted before, and are not as they are now. */
    static Map<String, DeleteFile> goneVectors(LastBuild last, List<Ranked> wanted) {
        Map<String, DeleteFile> gone = new HashMap<>(last.vectors());
        for (Ranked file : wanted) {
            String path = file.file().path();
            DeleteFile there = last.vector(path);
            if (there != null && same(there, file.file())) {
                gone.remove(path);
            }
        }
        return gone;
    }

    static boolean same(DeleteFile there, SourceFile file) {
        return file.vector()
                .filter(vector -> vector.path().equals(there.location())
                        && Long.valueOf(vector.offset()).equals(there.contentOffset())
                        && Long.valueOf(vector.length()).equals(there.contentSizeInBytes())
                        && vector.cardinality() == there.recordCount())
                .isPresent();
    }
}
