package io.tarn.server.ops.projection;

import io.tarn.server.files.Storage;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableSchema;
import java.util.List;
import java.util.Optional;

/**
 * A state of a table, and where it lies.
 *
 * @param schemas of every version that a file may have
 * @param snapshot the newest, as its writer sent it; empty while nothing was committed
 * @param last what was made of an earlier state on the way to this one
 */
public record Source(
        Storage storage,
        Relation relation,
        TableSchema current,
        List<TableSchema> schemas,
        Optional<String> snapshot,
        Optional<Last> last) {
    public Source {
        schemas = List.copyOf(schemas);
    }

    /**
     * Metadata that was made.
     *
     * @param snapshot what it shows, as its writer sent it, if it is still in the table's history and the schema is the same
     */
    public record Last(Location metadata, Projection.Way way, int formatVersion, Optional<String> snapshot) {}
}
