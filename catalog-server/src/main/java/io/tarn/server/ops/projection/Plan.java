package io.tarn.server.ops.projection;

import io.tarn.server.model.Location;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An Iceberg table that is to be written.
 *
 * @param contents empty while nothing was committed
 */
public record Plan(
        UUID table,
        Location location,
        int formatVersion,
        Projection.Way way,
        SourceSchema schema,
        Optional<TableContents.Contents> contents,
        List<Ranked> files) {
    public Plan {
        files = List.copyOf(files);
    }

    /**
     * A file and its place among those of its bucket.
     *
     * @param rank its rows replace those of files of a lower rank; 0: it replaces none
     */
    public record Ranked(SourceFile file, int rank) {}
}
