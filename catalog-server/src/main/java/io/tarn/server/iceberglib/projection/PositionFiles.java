package io.tarn.server.iceberglib.projection;

import io.tarn.auth.Sha256;
import io.tarn.server.ops.projection.Plan.Ranked;
import io.tarn.server.ops.projection.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;

/**
 * Deletion vectors as files of positions, for readers that know nothing else: one file for a bucket. Its name says which
 * vectors it holds, so that the next build finds out whether it still does.
 */
final class PositionFiles {
    private static final String MARK = "positions-";

    private final BuildIO io;
    private final BuildOperations operations;
    private final PartitionSpec spec;
    private final Entries entries;
    private final Function<SourceFile, long[]> positions;
    private final List<DeleteFile> gone;
    private final List<DeleteFile> added = new ArrayList<>();

    PositionFiles(
            BuildIO io,
            BuildOperations operations,
            PartitionSpec spec,
            Entries entries,
            Function<SourceFile, long[]> positions,
            LastBuild last) {
        this.io = io;
        this.operations = operations;
        this.spec = spec;
        this.entries = entries;
        this.positions = positions;
        this.gone = new ArrayList<>(last.positions().values());
    }

    void write(List<Ranked> files, Changes changes) {
        Map<SourceFile.Bucket, List<SourceFile>> buckets = files.stream()
                .map(Ranked::file)
                .filter(file -> file.vector().isPresent())
                .sorted(Comparator.comparing(SourceFile::path))
                .collect(Collectors.groupingBy(SourceFile::inBucket));
        for (List<SourceFile> bucket : buckets.values()) {
            String mark = MARK + hash(bucket);
            boolean kept = bucket.stream().allMatch(file -> changes.keeps(file.path()))
                    && gone.removeIf(file -> file.location().contains(mark));
            if (!kept) {
                added.add(write(mark, bucket));
            }
        }
    }

    List<DeleteFile> gone() {
        return gone;
    }

    List<DeleteFile> added() {
        return added;
    }

    private DeleteFile write(String mark, List<SourceFile> bucket) {
        String path = operations.metadataFileLocation(mark + ".avro");
        try {
            PositionDeleteWriter<Void> writer = Avro.writeDeletes(io.newOutputFile(path))
                    .createWriterFunc(DataWriter::create)
                    .overwrite()
                    .withSpec(spec)
                    .withPartition(
                            spec.isPartitioned()
                                    ? entries.partition(bucket.get(0).partition())
                                    : null)
                    .buildPositionWriter();
            PositionDelete<Void> row = PositionDelete.create();
            try (writer) {
                for (SourceFile file : bucket) {
                    for (long position : positions.apply(file)) {
                        writer.write(row.set(file.path(), position));
                    }
                }
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(List<SourceFile> bucket) {
        MessageDigest digest = Sha256.begin();
        for (SourceFile file : bucket) {
            SourceFile.Vector vector = file.vector().orElseThrow();
            String text = file.path() + "\n" + vector.path() + "\n" + vector.offset() + "\n" + vector.length() + "\n";
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
