package io.tarn.server.iceberglib.projection;

import io.tarn.server.model.Location;
import java.security.SecureRandom;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** A table in the making: a commit changes what is in memory, and nobody else commits. */
final class BuildOperations implements TableOperations {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BuildIO io;
    private final Location directory;
    private final String prefix;
    private TableMetadata current;
    private long nextSnapshot;

    /** @param prefix of the names of all files */
    BuildOperations(BuildIO io, Location directory, String prefix, TableMetadata current) {
        this.io = io;
        this.directory = directory;
        this.prefix = prefix;
        this.current = current;
    }

    /** The next commit makes the snapshot with this id. */
    void nameNext(long id) {
        nextSnapshot = id;
    }

    /** The next commit is a step, and its snapshot nobody sees; its id is beyond all of Paimon's. */
    void nameStep() {
        nextSnapshot = (RANDOM.nextLong() | 1L << 62) & Long.MAX_VALUE;
    }

    @Override
    public TableMetadata current() {
        return current;
    }

    @Override
    public TableMetadata refresh() {
        return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        current = metadata;
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return directory.child(prefix + fileName).toString();
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(current.location(), current.properties());
    }

    @Override
    public long newSnapshotId() {
        return nextSnapshot;
    }
}
