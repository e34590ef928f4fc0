package io.tarn.server.paimonlib;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.paimon.Snapshot;
import org.apache.paimon.manifest.FileEntry;
import org.apache.paimon.manifest.FileKind;
import org.apache.paimon.manifest.ManifestEntry;
import org.apache.paimon.manifest.ManifestFile;
import org.apache.paimon.manifest.ManifestFileMeta;
import org.apache.paimon.manifest.ManifestList;
import org.apache.paimon.table.FileStoreTable;

/**
 * The files that one snapshot has and another has not, found without a look into the manifests that both have: whatever
 * happened between the two, merged manifests too, those add the same files to both.
 *
 * @param live how many files the newer one has
 */
record ManifestDifference(List<ManifestEntry> added, List<ManifestEntry> gone, long live) {
    /** As many entries as these are read in any case. */
    private static final long FEW = 1_000;

    /**
     * Empty where all manifests of the newer one are as quickly read, and when entries say of a file what they cannot.
     *
     * @throws IOException when a file cannot be read
     */
    static Optional<ManifestDifference> between(FileStoreTable table, Snapshot before, Snapshot now)
            throws IOException {
        ManifestList lists = table.store().manifestListFactory().create();
        Map<String, ManifestFileMeta> old = manifests(lists, before);
        Map<String, ManifestFileMeta> current = manifests(lists, now);
        long live = current.values().stream()
                .mapToLong(manifest -> manifest.numAddedFiles() - manifest.numDeletedFiles())
                .sum();
        List<ManifestFileMeta> fresh = without(current, old);
        List<ManifestFileMeta> dropped = without(old, current);
        if (entries(fresh) + entries(dropped) > 2 * live + FEW) {
            return Optional.empty();
        }
        Map<FileEntry.Identifier, Count> counts = new LinkedHashMap<>();
        ManifestFile reader = table.store().manifestFileFactory().create();
        count(reader, fresh, 1, counts);
        count(reader, dropped, -1, counts);
        List<ManifestEntry> added = new ArrayList<>();
        List<ManifestEntry> gone = new ArrayList<>();
        for (Count count : counts.values()) {
            switch (count.sum) {
                case 0 -> {}
                case 1 -> added.add(count.entry);
                case -1 -> gone.add(count.entry);
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new ManifestDifference(added, gone, live));
    }

    private static Map<String, ManifestFileMeta> manifests(ManifestList lists, Snapshot snapshot) throws IOException {
        Map<String, ManifestFileMeta> manifests = new LinkedHashMap<>();
        for (String list : List.of(snapshot.baseManifestList(), snapshot.deltaManifestList())) {
            for (ManifestFileMeta manifest : lists.readWithIOException(list)) {
                manifests.put(manifest.fileName(), manifest);
            }
        }
        return manifests;
    }

    private static List<ManifestFileMeta> without(
            Map<String, ManifestFileMeta> manifests, Map<String, ManifestFileMeta> others) {
        Map<String, ManifestFileMeta> rest = new LinkedHashMap<>(manifests);
        rest.keySet().removeAll(others.keySet());
        return List.copyOf(rest.values());
    }

    private static long entries(List<ManifestFileMeta> manifests) {
        return manifests.stream()
                .mapToLong(manifest -> manifest.numAddedFiles() + manifest.numDeletedFiles())
                .sum();
    }

    private static void count(
            ManifestFile reader, List<ManifestFileMeta> manifests, int sign, Map<FileEntry.Identifier, Count> counts)
            throws IOException {
        for (ManifestFileMeta manifest : manifests) {
            for (ManifestEntry entry : reader.readWithIOException(manifest.fileName(), manifest.fileSize())) {
                int count = entry.kind() == FileKind.ADD ? sign : -sign;
                counts.computeIfAbsent(entry.identifier(), file -> new Count(entry)).sum += count;
            }
        }
    }

    /** How often a file is added, without how often it is deleted. */
    private static final class Count {
        private final ManifestEntry entry;
        private int sum;

        Count(ManifestEntry entry) {
            this.entry = entry;
        }
    }
}
