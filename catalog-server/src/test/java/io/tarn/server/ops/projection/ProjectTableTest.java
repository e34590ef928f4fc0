package io.tarn.server.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.server.TestStores;
import io.tarn.server.files.Storage;
import io.tarn.server.iceberglib.projection.IcebergProjection;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.projection.Projection.Projected;
import io.tarn.server.ops.projection.Projection.Refused;
import io.tarn.server.ops.projection.Projection.Way;
import io.tarn.server.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a table's Iceberg metadata while the table changes. That its rows are the table's, others test. */
class ProjectTableTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private Store store;
    private ProjectionBed bed;
    private ProjectTable project;

    @BeforeEach
    void open() {
        store = TestStores.embedded(directory);
        bed = new ProjectionBed(store, directory);
        project = bed.projecting(new IcebergProjection());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Projection project() {
        return project.project(bed.catalog, bed.detail(), Format.V2);
    }

    private Projected shown() {
        assertThat(project()).isInstanceOf(Projected.class);
        return (Projected) project();
    }

    private static JsonNode json(Projected projected) throws Exception {
        return JSON.readTree(projected.metadataJson());
    }

    private static long records(Projected projected) throws Exception {
        return json(projected).at("/snapshots/0/summary/total-records").asLong(-1);
    }

    @Test
    void aTableWithoutCommitsIsAnEmptyIcebergTable() throws Exception {
        Projected empty = shown();
        assertThat(empty.snapshotId()).isZero();
        assertThat(json(empty).get("snapshots")).isEmpty();
        assertThat(json(empty).get("location").asText())
                .isEqualTo(bed.location().toString());
        assertThat(json(empty).get("table-uuid").asText())
                .isEqualTo(bed.detail().head().relation().id().toString());

        bed.write(1, 2);
        assertThat(records(shown())).isEqualTo(2);
    }

    @Test
    void whatWasMadeOnceIsFoundAgainAndACommitMakesMore() throws Exception {
        bed.write(1, 2, 3);
        Projected first = shown();
        List<String> files = bed.files();
        assertThat(first.way()).isEqualTo(Way.APPEND);
        assertThat(first.metadataJson()).isEqualTo(Files.readString(path(first)));
        assertThat(shown()).isEqualTo(first);
        assertThat(bed.projecting(new IcebergProjection()).project(bed.catalog, bed.detail(), Format.V2))
                .as("by a server that was started since")
                .isEqualTo(first);
        assertThat(bed.files()).isEqualTo(files);

        bed.write(4);
        Projected second = shown();
        assertThat(second.snapshotId()).isEqualTo(2);
        assertThat(records(second)).isEqualTo(4);
        assertThat(second.metadataLocation()).isNotEqualTo(first.metadataLocation());
        assertThat(bed.files()).as("readers are in the middle of them").containsAll(files);
    }

    @Test
    void afterARollbackTheSameIdShowsWhatIsThereNow() throws Exception {
        bed.write(1);
        bed.write(2, 3);
        assertThat(records(shown())).isEqualTo(3);
        bed.rollBackTo(1);
        Projected back = shown();
        assertThat(back.snapshotId()).isEqualTo(1);
        assertThat(records(back)).isEqualTo(1);

        bed.write(4, 5, 6, 7);
        Projected other = shown();
        assertThat(other.snapshotId()).isEqualTo(2);
        assertThat(records(other)).isEqualTo(5);

        bed.rollBackTo(1);
        bed.write(8, 9);
        assertThat(shown().snapshotId()).as("and without a look in between").isEqualTo(2);
        assertThat(records(shown())).isEqualTo(3);
    }

    @Test
    void aColumnThatWasAddedIsThereWithoutACommit() throws Exception {
        bed.write(1);
        shown();
        bed.addColumn("more");
        Projected altered = shown();
        assertThat(json(altered).at("/schemas/0/fields")).hasSize(3);
        assertThat(json(altered).get("current-schema-id").asLong()).isEqualTo(1);
        assertThat(altered.snapshotId()).isEqualTo(1);
        assertThat(records(altered)).isEqualTo(1);

        bed.write(2);
        assertThat(records(shown())).isEqualTo(2);
    }

    @Test
    void aTableOfTheSameNameIsAnotherTable() throws Exception {
        bed.write(1, 2);
        Projected first = shown();
        bed.drop();
        bed.create("{\"file.format\":\"avro\"}");
        bed.write(3);
        Projected second = shown();
        assertThat(second.snapshotId()).isEqualTo(first.snapshotId());
        assertThat(records(second)).isEqualTo(1);
        assertThat(json(second).get("table-uuid")).isNotEqualTo(json(first).get("table-uuid"));
    }

    @Test
    void whatIsNewIsAddedWithoutALookAtWhatStays() throws Exception {
        bed.commitFiles(0, 20, 0);
        Projected first = shown();
        Set<String> manifests = manifests(first);
        bed.commitFiles(20, 3, 0);
        bed.commitFiles(23, 2, 0);
        for (String manifest : manifests) {
            Files.writeString(bed.directory().resolve(IcebergFiles.DIRECTORY).resolve(manifest), "nobody reads it");
        }
        Projected more = shown();
        assertThat(json(more).at("/snapshots/0/summary/total-data-files").asInt())
                .isEqualTo(25);
        assertThat(manifests(more)).containsAll(manifests).hasSize(manifests.size() + 1);
        assertThat(json(more).at("/snapshots/0/summary/added-data-files").asInt())
                .isEqualTo(5);
    }

    @Test
    void filesThatWentAreGoneFromTheManifestsThatHadThem() throws Exception {
        bed.commitFiles(0, 20, 0);
        shown();
        bed.commitFiles(20, 5, 0);
        Projected before = shown();
        bed.commitFiles(25, 2, 4);
        Projected after = shown();
        assertThat(json(after).at("/snapshots/0/summary/total-data-files").asInt())
                .isEqualTo(23);
        assertThat(records(after)).isEqualTo(230);
        assertThat(manifests(after)).as("that of the second commit stays").containsAnyElementsOf(manifests(before));
    }

    @Test
    void afterManyCommitsThereAreFewManifests() throws Exception {
        bed.commitFiles(0, 1, 0);
        for (int i = 1; i < 40; i++) {
            shown();
            bed.commitFiles(i, 1, 0);
        }
        assertThat(manifests(shown())).hasSizeLessThan(31);
        assertThat(records(shown())).isEqualTo(400);
        assertThat(shown().metadataJson()).hasSizeLessThan(4_000);
    }

    @Test
    void whatAnExpiredSnapshotHadIsFoundInAllOfTheNewest() throws Exception {
        bed.write(1);
        shown();
        bed.write(2, 3);
        bed.expire();
        assertThat(records(shown())).isEqualTo(3);
    }

    @Test
    void whatIsKnownIsToldWithoutALookIntoStorage() throws Exception {
        assertThat(known().shown()).as("it has no files").isPresent();
        bed.write(1);
        Path manifests = bed.directory().resolve("manifest");
        Path away = Files.move(manifests, directory.resolve("away"));
        assertThat(known().shown()).isEmpty();
        assertThat(known().refused()).isEmpty();
        Files.move(away, manifests);
        shown();
        assertThat(known().shown().orElseThrow().way()).isEqualTo(Way.APPEND);
        assertThat(known().now().current()).isTrue();
        bed.write(2);
        assertThat(known().shown()).isEmpty();
        assertThat(known().now().current()).isFalse();

        bed.drop();
        bed.create(
                "{\"id\":0,\"name\":\"id\",\"type\":\"INT\"},{\"id\":1,\"name\":\"text\",\"type\":\"CHAR(9)\"}",
                "{\"file.format\":\"avro\"}");
        bed.write(1);
        assertThat(known().refused()).isEmpty();
        assertThat(project()).isInstanceOf(Refused.class);
        assertThat(known().refused().orElseThrow().code()).isEqualTo(Refusal.FILE_FORMAT);
    }

    private ProjectTable.Verdict known() {
        var detail = bed.detail();
        var rows = store.read(
                tx -> tx.projections().ofTables(List.of(detail.head().relation().id())));
        return project.known(
                detail,
                Format.V2,
                rows.stream().filter(row -> row.format().equals("v2")).findFirst());
    }

    private Set<String> manifests(Projected projected) {
        return new IcebergProjection()
                .needed(bed.catalog.storage(), bed.location(), Location.parse(projected.metadataLocation())).stream()
                        .filter(name -> name.matches(".*-m[0-9]+\\.avro"))
                        .collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void whatCannotBeShownIsRefusedWithAReason() {
        bed.drop();
        bed.create(
                "{\"file.format\":\"avro\",\"record-level.expire-time\":\"1 d\",\"record-level.time-field\":\"id\"}");
        assertThat(project()).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(Refusal.EXPIRING_ROWS);
            assertThat(refused.reason()).isNotBlank();
            assertThat(refused.remedy()).isNotBlank();
        });
        assertThat(bed.files()).isEmpty();
    }

    @Test
    void aSnapshotWhoseFilesAreGoneIsRefusedUntilTheyAreBack() throws Exception {
        bed.write(1);
        Path manifests = bed.directory().resolve("manifest");
        Path away = Files.move(manifests, directory.resolve("away"));
        assertThat(project())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(Refusal.UNREADABLE));
        Files.move(away, manifests);
        assertThat(records(shown())).isEqualTo(1);
    }

    @Test
    void metadataThatSomebodyDeletedIsMadeAnew() throws Exception {
        bed.write(1);
        Projected first = shown();
        for (String file : bed.files()) {
            Files.delete(bed.directory().resolve(IcebergFiles.DIRECTORY).resolve(file));
        }
        assertThat(shown().metadataLocation()).isNotEqualTo(first.metadataLocation());

        for (String file : bed.files()) {
            Files.delete(bed.directory().resolve(IcebergFiles.DIRECTORY).resolve(file));
        }
        bed.write(2);
        assertThat(records(shown())).isEqualTo(2);
    }

    @Test
    void ofTwoServersThatBuildTheSameOneCountsAndTheOtherCleansUp() throws Exception {
        bed.write(1);
        CyclicBarrier both = new CyclicBarrier(2);
        IcebergFiles meeting = new Around(() -> await(both));
        List<ProjectTable> servers = List.of(bed.projecting(meeting), bed.projecting(meeting));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Projection>> projections = new ArrayList<>();
        try {
            for (ProjectTable server : servers) {
                projections.add(threads.submit(() -> server.project(bed.catalog, bed.detail(), Format.V2)));
            }
            Projected one = (Projected) projections.get(0).get();
            assertThat(projections.get(1).get()).isEqualTo(one);
            assertThat(bed.files()).hasSize(3).contains(path(one).getFileName().toString());
            assertThat(new IcebergProjection()
                            .needed(bed.catalog.storage(), bed.location(), Location.parse(one.metadataLocation())))
                    .containsExactlyInAnyOrderElementsOf(bed.files());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTableThatIsDroppedWhileItIsBuiltLeavesNothing() {
        bed.write(1);
        var detail = bed.detail();
        Path files = bed.directory().resolve(IcebergFiles.DIRECTORY);
        ProjectTable dropping = bed.projecting(new Around(bed::drop));
        assertThatThrownBy(() -> dropping.project(bed.catalog, detail, Format.V2))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
        assertThat(files).isEmptyDirectory();
    }

    @Test
    void metadataIsDeletedADayAfterAnotherTookItsPlaceAndNothingThatIsNeeded() throws Exception {
        bed.write(1);
        Projected first = shown();
        bed.write(2);
        Projected second = shown();
        String lost = Ids.next() + "-of-a-server-that-died.avro";
        Path iceberg = bed.directory().resolve(IcebergFiles.DIRECTORY);
        Files.writeString(iceberg.resolve(lost), "lost");
        Files.writeString(iceberg.resolve("somebody-elses"), "kept");
        List<String> all = bed.files();
        CollectProjections collect = new CollectProjections(
                store, new Catalogs(List.of(bed.catalog)), new IcebergProjection(), "server", bed.clock);

        collect.run();
        assertThat(bed.files()).as("at once").isEqualTo(all);

        bed.clock.advance(Duration.ofHours(25));
        bed.write(3);
        Projected third = shown();
        collect.run();
        Set<String> needed = new java.util.HashSet<>(Set.of("somebody-elses"));
        for (Projected kept : List.of(second, third)) {
            needed.addAll(new IcebergProjection()
                    .needed(bed.catalog.storage(), bed.location(), Location.parse(kept.metadataLocation())));
        }
        assertThat(bed.files()).containsExactlyInAnyOrderElementsOf(needed);
        assertThat(path(first)).doesNotExist();
        assertThat(records(shown())).isEqualTo(3);
        try (var files = Files.walk(bed.directory().resolve("bucket-0"))) {
            assertThat(files.filter(Files::isRegularFile)).as("data").hasSize(3);
        }
    }

    private static Path path(Projected projected) {
        return Path.of(Location.parse(projected.metadataLocation()).path());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Builds, and then does something before the caller goes on; only the first time for each thread. */
    private static final class Around implements IcebergFiles {
        private final IcebergFiles iceberg = new IcebergProjection();
        private final Runnable then;
        private final ThreadLocal<Boolean> done = ThreadLocal.withInitial(() -> false);

        Around(Runnable then) {
            this.then = then;
        }

        @Override
        public Written write(
                Storage storage,
                UUID build,
                Plan plan,
                Optional<Location> last,
                Function<SourceFile, long[]> positions) {
            Written written = iceberg.write(storage, build, plan, last, positions);
            written();
            return written;
        }

        @Override
        public Optional<Written> extend(Storage storage, UUID build, Increment increment, Location last) {
            Optional<Written> written = iceberg.extend(storage, build, increment, last);
            written();
            return written;
        }

        private void written() {
            if (!done.get()) {
                done.set(true);
                then.run();
            }
        }

        @Override
        public Set<String> needed(Storage storage, Location table, Location metadata) {
            return iceberg.needed(storage, table, metadata);
        }
    }
}
