package io.tarn.server.iceberglib.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/** What the manifests of the projection before say, by what tells whether it still holds. */
final class LastBuild {
    private static final List<String> DATA =
            List.of("content", "file_path", "file_format", "partition", "record_count");
    private static final List<String> DELETES = List.of(
            "content",
            "file_path",
            "file_format",
            "partition",
            "record_count",
            "file_size_in_bytes",
            "equality_ids",
            "referenced_data_file",
            "content_offset",
            "content_size_in_bytes");

    private final Map<String, DataFile> data = new HashMap<>();
    private final Map<String, DeleteFile> equality = new HashMap<>();
    private final Map<String, DeleteFile> vectors = new HashMap<>();
    private final Map<String, DeleteFile> positions = new HashMap<>();

    static LastBuild empty() {
        return new LastBuild();
    }

    static LastBuild read(TableMetadata metadata, BuildIO io) {
        LastBuild last = deletes(metadata, io);
        Snapshot snapshot = metadata.currentSnapshot();
        if (snapshot == null) {
            return last;
        }
        try {
            for (ManifestFile manifest : snapshot.dataManifests(io)) {
                try (ManifestReader<DataFile> files =
                        ManifestFiles.read(manifest, io, metadata.specsById()).select(DATA)) {
                    for (DataFile file : files) {
                        last.data.put(file.location(), file.copyWithoutStats());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last;
    }

    /** Without the data files. */
    static LastBuild deletes(TableMetadata metadata, BuildIO io) {
        LastBuild last = new LastBuild();
        Snapshot snapshot = metadata.currentSnapshot();
        if (snapshot == null) {
            return last;
        }
        try {
            for (ManifestFile manifest : snapshot.deleteManifests(io)) {
                try (ManifestReader<DeleteFile> files = ManifestFiles.readDeleteManifest(
                                manifest, io, metadata.specsById())
                        .select(DELETES)) {
                    for (DeleteFile file : files) {
                        last.add(file.copyWithoutStats());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last;
    }

    /**
     * Some of the data files: the newest manifests are read first, and none once all are found. Empty when one is not there.
     */
    static Optional<List<DataFile>> find(TableMetadata metadata, BuildIO io, Collection<String> paths) {
        Set<String> missing = new HashSet<>(paths);
        List<DataFile> found = new ArrayList<>();
        List<ManifestFile> manifests =
                new ArrayList<>(metadata.currentSnapshot().dataManifests(io));
        manifests.sort(Comparator.comparingLong(ManifestFile::sequenceNumber).reversed());
        for (ManifestFile manifest : manifests) {
            if (missing.isEmpty()) {
                break;
            }
            try (ManifestReader<DataFile> files =
                    ManifestFiles.read(manifest, io, metadata.specsById()).select(DATA)) {
                for (DataFile file : files) {
                    if (missing.remove(file.location())) {
                        found.add(file.copyWithoutStats());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return missing.isEmpty() ? Optional.of(found) : Optional.empty();
    }

    private void add(DeleteFile file) {
        if (file.content() == FileContent.EQUALITY_DELETES) {
            equality.put(file.location(), file);
        } else if (file.referencedDataFile() != null && file.contentOffset() != null) {
            vectors.put(file.referencedDataFile(), file);
        } else {
            positions.put(file.location(), file);
        }
    }

    @Nullable
    DataFile data(String path) {
        return data.get(path);
    }

    List<DataFile> allData() {
        return new ArrayList<>(data.values());
    }

    @Nullable
    DeleteFile equality(String path) {
        return equality.get(path);
    }

    @Nullable
    DeleteFile vector(String dataPath) {
        return vectors.get(dataPath);
    }

    Map<String, DeleteFile> vectors() {
        return vectors;
    }

    /** By their paths. */
    Map<String, DeleteFile> positions() {
        return positions;
    }
}
