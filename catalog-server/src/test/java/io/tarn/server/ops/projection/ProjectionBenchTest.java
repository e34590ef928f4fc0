package io.tarn.server.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestStores;
import io.tarn.server.iceberglib.projection.IcebergProjection;
import io.tarn.server.ops.projection.Projection.Projected;
import io.tarn.server.store.Store;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes to show a large table as an Iceberg table: the first time, and after a commit of ten files. Run by
 * {@code ./tarn bench projection}; the size is {@code -Dtarn.bench.files}. A small run is a test like any other.
 */
class ProjectionBenchTest {
    private static final int FILES = Integer.getInteger("tarn.bench.files", 500);
    private static final int COLUMNS = 20;
    private static final int ROUNDS = 15;

    @TempDir
    private Path directory;

    @Test
    void onTheEmbeddedStore() {
        try (Store store = TestStores.embedded(directory)) {
            ProjectionBed bed = new ProjectionBed(store, directory);
            bed.drop();
            bed.create(
                    IntStream.range(0, COLUMNS)
                            .mapToObj(i -> "{\"id\":" + i + ",\"name\":\"c" + i + "\",\"type\":\"INT\"}")
                            .collect(Collectors.joining(",")),
                    "{\"file.format\":\"avro\"}");
            bed.commitFiles(0, FILES, 0);
            long first = millis(bed, bed.projecting(new IcebergProjection()), FILES);
            long again = millis(bed, bed.projecting(new IcebergProjection()), FILES);
            long[] more = new long[ROUNDS];
            ProjectTable project = bed.projecting(new IcebergProjection());
            int files = FILES;
            for (int round = 0; round < ROUNDS; round++) {
                bed.commitFiles(files, 10, 0);
                files += 10;
                more[round] = millis(bed, project, files);
            }
            bed.commitFiles(files, 10, 10);
            long taken = millis(bed, project, files);
            Arrays.sort(more);
            System.out.printf(
                    "projection of %d files with %d columns: first %d ms, found again %d ms, ten more files %d ms (median"
                            + " of %d, fastest %d), ten for ten others %d ms%n",
                    FILES, COLUMNS, first, again, more[ROUNDS / 2], ROUNDS, more[0], taken);
        }
    }

    private static long millis(ProjectionBed bed, ProjectTable project, int files) {
        long began = System.nanoTime();
        Projection projection = project.project(bed.catalog, bed.detail(), Format.V2);
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertThat(projection)
                .isInstanceOfSatisfying(
                        Projected.class,
                        shown -> assertThat(shown.metadataJson()).contains("\"total-data-files\":\"" + files + "\""));
        return millis;
    }
}
