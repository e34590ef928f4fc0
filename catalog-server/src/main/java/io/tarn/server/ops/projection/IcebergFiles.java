package io.tarn.server.ops.projection;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Writes and reads Iceberg's metadata. */
public interface IcebergFiles {
    /** The directory below a table's that holds it; Paimon looks into none of that name. */
    String DIRECTORY = "_iceberg";

    /**
     * What was written.
     *
     * @param files all that this build wrote
     */
    record Written(Location metadata, String json, List<Location> files) {
        public Written {
            files = List.copyOf(files);
        }
    }

    /**
     * Writes the table's metadata under names that begin with the build's id.
     *
     * @param last the metadata of the projection before, from which all is taken that still holds
     * @param positions the rows that a file's deletion vector deletes
     * @throws io.tarn.server.files.StorageException when a file cannot be read or written
     */
    Written write(
            Storage storage, UUID build, Plan plan, Optional<Location> last, Function<SourceFile, long[]> positions);

    /**
     * Writes the metadata of a table that has changed a little, without a look at what stays. Empty when {@code last} is not
     * what the increment begins with; nothing is written then.
     *
     * @param last the metadata of the projection before
     * @throws io.tarn.server.files.StorageException when a file cannot be read or written
     */
    Optional<Written> extend(Storage storage, UUID build, Increment increment, Location last);

    /**
     * The names of the files in {@link #DIRECTORY} that a metadata file needs, with its own.
     *
     * @throws io.tarn.server.files.StorageException when it cannot be read
     */
    Set<String> needed(Storage storage, Location table, Location metadata);
}
