package io.tarn.server.iceberglib.projection;

import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.ops.projection.IcebergFiles;
import io.tarn.server.ops.projection.Increment;
import io.tarn.server.ops.projection.Plan;
import io.tarn.server.ops.projection.RefusedException;
import io.tarn.server.ops.projection.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/** Writes a plan as an Iceberg table with one snapshot, by changing what the projection before had. */
public final class IcebergProjection implements IcebergFiles {
    @Override
    public Written write(
            Storage storage, UUID build, Plan plan, Optional<Location> last, Function<SourceFile, long[]> positions) {
        try {
            return new Build(storage, build, plan, positions).run(last);
        } catch (StorageException | RefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StorageException("the Iceberg metadata of " + plan.location() + " cannot be made", e);
        }
    }

    @Override
    public Optional<Written> extend(Storage storage, UUID build, Increment increment, Location last) {
        Plan plan = increment.plan();
        try {
            return new Build(storage, build, plan, file -> new long[0]).extend(increment, last);
        } catch (StorageException | RefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StorageException("the Iceberg metadata of " + plan.location() + " cannot be extended", e);
        }
    }

    @Override
    public Set<String> needed(Storage storage, Location table, Location metadata) {
        BuildIO io = new BuildIO(storage, table.child(DIRECTORY));
        try {
            TableMetadata read = read(io, metadata);
            Set<String> paths = new HashSet<>(Set.of(metadata.toString()));
            Snapshot snapshot = read.currentSnapshot();
            if (snapshot != null) {
                paths.addAll(files(io, snapshot));
                paths.addAll(LastBuild.deletes(read, io).positions().keySet());
            }
            Set<String> names = new HashSet<>();
            paths.forEach(path -> names.add(path.substring(path.lastIndexOf('/') + 1)));
            return names;
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StorageException("the Iceberg metadata " + metadata + " cannot be read", e);
        }
    }

    private static TableMetadata read(BuildIO io, Location metadata) {
        return TableMetadataParser.read(io.newInputFile(metadata.toString()));
    }

    /** The manifest list and the manifests. */
    private static Set<String> files(BuildIO io, Snapshot snapshot) {
        Set<String> paths = new HashSet<>(Set.of(snapshot.manifestListLocation()));
        for (ManifestFile manifest : snapshot.allManifests(io)) {
            paths.add(manifest.path());
        }
        return paths;
    }

    /** One build. */
    private static final class Build {
        private final Plan plan;
        private final Function<SourceFile, long[]> positions;
        private final BuildIO io;
        private final Location directory;
        private final String prefix;
        private final Schema schema;
        private final PartitionSpec spec;
        private final Entries entries;

        Build(Storage storage, UUID build, Plan plan, Function<SourceFile, long[]> positions) {
            this.plan = plan;
            this.positions = positions;
            this.directory = plan.location().child(DIRECTORY);
            this.io = new BuildIO(storage, directory);
            this.prefix = build + "-";
            this.schema = IcebergTypes.schema(plan.schema());
            this.spec = IcebergTypes.spec(plan.schema(), schema);
            this.entries = new Entries(plan, schema, spec);
        }

        Written run(Optional<Location> last) {
            Optional<TableMetadata> before =
                    last.map(location -> read(io, location)).filter(this::continues);
            TableMetadata base = start(before.map(TableMetadata::currentSnapshot));
            BuildOperations operations = new BuildOperations(io, directory, prefix, base);
            LastBuild had = base.currentSnapshot() == null ? LastBuild.empty() : LastBuild.read(base, io);
            Set<DeleteFile> goneVectors = new HashSet<>();
            Changes changes = new Changes(had, plan.files());
            goneVectors.addAll(Changes.goneVectors(had, plan.files()).values());
            PositionFiles files = new PositionFiles(io, operations, spec, entries, positions, had);
            if (plan.formatVersion() == 2) {
                files.write(plan.files(), changes);
            }
            List<Step> steps = new Steps(plan, entries, had, changes, goneVectors, files).list();
            plan.contents().ifPresent(contents -> new Commits(operations, contents).commit(steps));
            return store(operations.current());
        }

        Optional<Written> extend(Increment increment, Location last) {
            TableMetadata before = read(io, last);
            Snapshot there = before.currentSnapshot();
            if (!continues(before) || !there.deleteManifests(io).isEmpty()) {
                return Optional.empty();
            }
            Optional<List<DataFile>> gone = LastBuild.find(before, io, increment.gone());
            if (gone.isEmpty()) {
                return Optional.empty();
            }
            Step step = new Step();
            step.goneData().addAll(gone.get());
            plan.files().forEach(file -> step.data().add(entries.data(file.file())));
            BuildOperations operations = new BuildOperations(io, directory, prefix, start(Optional.of(there)));
            new Commits(operations, plan.contents().orElseThrow()).commit(step.empty() ? List.of() : List.of(step));
            // Whatever went wrong before, a table with other files than Paimon's is not shown.
            String files = operations.current().currentSnapshot().summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP);
            return Long.toString(increment.files()).equals(files)
                    ? Optional.of(store(operations.current()))
                    : Optional.empty();
        }

        /** Whether the manifests of before can be taken over. */
        private boolean continues(TableMetadata before) {
            Snapshot snapshot = before.currentSnapshot();
            return snapshot != null
                    && plan.contents().isPresent()
                    && snapshot.snapshotId() <= plan.contents().orElseThrow().snapshot()
                    && before.formatVersion() == plan.formatVersion()
                    && before.spec().partitionType().equals(spec.partitionType())
                    && before.spec().equals(spec);
        }

        private TableMetadata start(Optional<Snapshot> snapshot) {
            TableMetadata.Builder start = TableMetadata.buildFromEmpty(plan.formatVersion())
                    .assignUUID(plan.table().toString())
                    .setLocation(plan.location().toString())
                    .setCurrentSchema(schema, schema.highestFieldId())
                    .setDefaultPartitionSpec(spec)
                    .setDefaultSortOrder(SortOrder.unsorted())
                    .setProperties(MetadataText.whileBuilding());
            snapshot.ifPresent(there -> start.addSnapshot(there)
                    .setRef(
                            SnapshotRef.MAIN_BRANCH,
                            SnapshotRef.branchBuilder(there.snapshotId()).build()));
            return start.discardChanges().build();
        }

        private Written store(TableMetadata built) {
            Set<String> needed = new HashSet<>();
            Snapshot snapshot = built.currentSnapshot();
            if (snapshot != null) {
                needed.addAll(files(io, snapshot));
                for (ManifestFile manifest : snapshot.deleteManifests(io)) {
                    if (io.wrote(manifest.path())) {
                        needed.addAll(LastBuild.deletes(built, io).positions().keySet());
                        break;
                    }
                }
            }
            Location metadata = directory.child(prefix + "v" + plan.formatVersion() + ".metadata.json");
            String json = MetadataText.of(built, plan);
            TableMetadataParser.fromJson(metadata.toString(), json);
            List<Location> stored = new ArrayList<>(io.store(needed));
            io.put(metadata, json);
            stored.add(metadata);
            return new Written(metadata, json, stored);
        }
    }
}
