package io.tarn.server.ops.projection;

import io.tarn.server.model.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranks the files of a bucket from the oldest to the newest. A level above 0 is one run: no key is in two of its files, and
 * a higher level is older. A file of level 0 is a run of its own.
 */
final class RunOrder {
    private final SourceSchema schema;
    private final List<Plan.Ranked> ranked = new ArrayList<>();
    private boolean merges;

    RunOrder(SourceSchema schema) {
        this.schema = schema;
    }

    /** @throws RefusedException when files must be merged in another way than by replacing rows */
    List<Plan.Ranked> rank(List<SourceFile> files) {
        Map<SourceFile.Bucket, List<SourceFile>> buckets = new LinkedHashMap<>();
        files.forEach(file -> buckets.computeIfAbsent(file.inBucket(), bucket -> new ArrayList<>())
                .add(file));
        buckets.values().forEach(this::add);
        return ranked;
    }

    /** Whether there was a bucket whose files replace each other's rows. */
    boolean merges() {
        return merges;
    }

    private void add(List<SourceFile> bucket) {
        if (bucket.stream().noneMatch(SourceFile::merges)) {
            bucket.forEach(file -> ranked.add(new Plan.Ranked(file, 0)));
            return;
        }
        merges = true;
        check(bucket);
        List<List<SourceFile>> runs = runs(bucket);
        if (runs.size() > Limits.PROJECTED_RUNS) {
            throw new RefusedException(
                    Refusal.TOO_MANY_RUNS, "A bucket has " + runs.size() + " runs that replace each other's rows");
        }
        long newest = Long.MIN_VALUE;
        for (int rank = 0; rank < runs.size(); rank++) {
            long newestOfRun = newest;
            for (SourceFile file : runs.get(rank)) {
                if (file.minSequence() <= newest) {
                    throw new RefusedException(
                            Refusal.OVERLAPPING_WRITERS,
                            "Files were written at the same time, and rows of each replace rows of the other");
                }
                newestOfRun = Math.max(newestOfRun, file.maxSequence());
                ranked.add(new Plan.Ranked(file, rank));
            }
            newest = newestOfRun;
        }
    }

    private void check(List<SourceFile> bucket) {
        String engine = schema.options().getOrDefault("merge-engine", "deduplicate");
        if (!schema.keyed()
                || schema.is("deletion-vectors.enabled")
                || bucket.stream().anyMatch(file -> file.vector().isPresent())) {
            throw new RefusedException(Refusal.NOT_COMPACTED, "Files must be merged beside their deletion vectors");
        }
        if (!engine.equals("deduplicate")) {
            throw new RefusedException(
                    Refusal.MERGE_ENGINE, "Readers must merge rows of several files by '" + engine + "'");
        }
        if (schema.options().containsKey("sequence.field")) {
            throw new RefusedException(
                    Refusal.SEQUENCE_FIELD, "The option 'sequence.field' decides which row of several files counts");
        }
        for (SourceFile file : bucket) {
            if (file.retracted().orElse(1) > 0) {
                throw new RefusedException(Refusal.RETRACTED_ROWS, "Files hold rows that say that others are gone");
            }
        }
    }

    private static List<List<SourceFile>> runs(List<SourceFile> bucket) {
        Map<Integer, List<SourceFile>> levels = new TreeMap<>(Comparator.reverseOrder());
        bucket.stream()
                .filter(file -> file.level() > 0)
                .forEach(file -> levels.computeIfAbsent(file.level(), level -> new ArrayList<>())
                        .add(file));
        List<List<SourceFile>> runs = new ArrayList<>(levels.values());
        bucket.stream()
                .filter(file -> file.level() == 0)
                .sorted(Comparator.comparingLong(SourceFile::maxSequence).thenComparing(SourceFile::path))
                .forEach(file -> runs.add(List.of(file)));
        return runs;
    }
}
