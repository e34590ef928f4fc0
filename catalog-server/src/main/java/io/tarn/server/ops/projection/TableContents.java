package io.tarn.server.ops.projection;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a snapshot holds, as Paimon's own readers would find it. */
public interface TableContents {
    SourceSchema schema(TableSchema schema);

    /**
     * The snapshot's facts and files.
     *
     * @param schemas of every version that a file may have
     * @throws RefusedException when there are too many files, or one is described in a way that cannot be shown
     * @throws io.tarn.server.files.StorageException when a file cannot be read
     */
    Contents read(Storage storage, Location table, TableSchema current, List<TableSchema> schemas, String snapshot);

    /**
     * What the files of one snapshot differ in from those of an earlier, found without reading what both have. Empty where
     * that cannot be told, or reading the newer one is as quick. Meant for tables whose readers read every row of every
     * file: places of files among each other are not told.
     *
     * @param before the earlier one, in JSON
     * @throws RefusedException as {@link #read}
     * @throws io.tarn.server.files.StorageException when a file cannot be read
     */
    Optional<Difference> difference(
            Storage storage,
            Location table,
            TableSchema current,
            List<TableSchema> schemas,
            String before,
            String snapshot);

    /**
     * @param contents of the newer one, with the files that only it has
     * @param gone the paths of files that only the earlier one has
     * @param live how many files the newer one has
     */
    record Difference(Contents contents, List<String> gone, long live) {
        public Difference {
            gone = List.copyOf(gone);
        }
    }

    /**
     * Finds the rows that the deletion vector of a file deletes, in ascending order. It throws {@link RefusedException}
     * when that cannot be known, and {@link io.tarn.server.files.StorageException} when a file cannot be read.
     */
    Function<SourceFile, long[]> positions(Storage storage);

    /** @param at when its writer made it, in epoch milliseconds */
    record Contents(long snapshot, long at, String user, String kind, List<SourceFile> files) {
        public Contents {
            files = List.copyOf(files);
        }
    }
}
