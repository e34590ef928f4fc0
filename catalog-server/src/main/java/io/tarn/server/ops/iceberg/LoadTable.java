package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.store.RelationRows.Head;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what a table is. The document tells of its snapshots, so it takes the right to read or write the table. */
public final class LoadTable {
    /** What a client is told. */
    public sealed interface Answer permits Loaded, Known {}

    /**
     * @param metadata the file that the document is in; null when it is in none
     * @param readOnly whether it is a table of Paimon, which Iceberg's clients only read
     */
    public record Loaded(@Nullable Location metadata, TableDocument document, boolean readOnly) implements Answer {
        Loaded(@Nullable Location metadata, TableDocument document) {
            this(metadata, document, false);
        }
    }

    /** The client has what is in this file already. */
    public record Known(Location metadata) implements Answer {}

    private final NativeTables tables;
    private final MetadataFiles files;
    private final PaimonTables paimon;

    public LoadTable(NativeTables tables, MetadataFiles files, PaimonTables paimon) {
        this.tables = tables;
        this.files = files;
        this.paimon = paimon;
    }

    /**
     * @param wanted the newest version that the client takes of a table that is Paimon's
     * @param known whether the client has what is in a metadata file already; then nothing is read
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, NOT_SERVED, METADATA_NOT_FOUND
     */
    public Answer run(Caller caller, Catalogs.Entry catalog, TableName name, Format wanted, Predicate<Location> known) {
        Head head = tables.any(caller, Operation.GET_SNAPSHOT, catalog, name);
        Optional<Location> metadata = tables.metadata(head.relation());
        if (metadata.isEmpty()) {
            return paimon.load(caller, catalog, head.relation(), name, wanted, known);
        }
        Location file = metadata.get();
        return known.test(file) ? new Known(file) : new Loaded(file, files.read(catalog, file));
    }

    /**
     * As {@link #run}, for a client that has nothing.
     *
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, NOT_SERVED, METADATA_NOT_FOUND
     */
    public Loaded loaded(Caller caller, Catalogs.Entry catalog, TableName name, Format wanted) {
        return run(caller, catalog, name, wanted, file -> false) instanceof Loaded loaded ? loaded : neverKnown();
    }

    private static Loaded neverKnown() {
        throw new IllegalStateException("nothing was known");
    }

    /**
     * Whether there is such a table for Iceberg's clients.
     *
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, NOT_SERVED
     */
    public void exists(Caller caller, Catalogs.Entry catalog, TableName name) {
        Head head = tables.any(caller, Operation.GET_TABLE, catalog, name);
        if (!PaimonTables.mayShow(head.relation())
                && tables.metadata(head.relation()).isEmpty()) {
            throw PaimonTables.notShown(name);
        }
    }
}
