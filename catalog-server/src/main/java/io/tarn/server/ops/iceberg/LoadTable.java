package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.policy.IcebergPolicy;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.store.IcebergRows.Pointed;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what a table is. The document tells of its snapshots, so it takes the right to read or write the table. */
public final class LoadTable {
    private static final Operation READING = Operation.GET_SNAPSHOT;

    /** What a client is told. */
    public sealed interface Answer permits Loaded, Known {}

    /**
     * @param metadata the file that the document is in; null when it is in none
     * @param readOnly whether it is a table of Paimon, which Iceberg's clients only read
     * @param seen what the client has to keep to when it reads for this caller; null when the caller sees the table whole
     */
    public record Loaded(
            @Nullable Location metadata,
            TableDocument document,
            boolean readOnly,
            @Nullable IcebergPolicy seen) implements Answer {
        Loaded(@Nullable Location metadata, TableDocument document) {
            this(metadata, document, false, null);
        }

        private Loaded asSeen(@Nullable IcebergPolicy policy) {
            return new Loaded(metadata, document, readOnly, policy);
        }
    }

    /** The client has what is in this file already. */
    public record Known(Location metadata) implements Answer {}

    private final NativeTables tables;
    private final MetadataFiles files;
    private final PaimonTables paimon;
    private final ReadRestrictions restrictions;

    public LoadTable(NativeTables tables, MetadataFiles files, PaimonTables paimon, ReadRestrictions restrictions) {
        this.tables = tables;
        this.files = files;
        this.paimon = paimon;
        this.restrictions = restrictions;
    }

    /**
     * @param wanted the newest version that the client takes of a table that is Paimon's
     * @param known whether the client has what is in a metadata file already; then nothing is read. It is not asked when
     *     something is hidden from the caller, for what that is may have changed
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, NOT_SERVED, METADATA_NOT_FOUND; FORBIDDEN when something is
     *     hidden from the caller, and its client is not trusted to keep to that, or cannot be told it exactly
     */
    public Answer run(Caller caller, Catalogs.Entry catalog, TableName name, Format wanted, Predicate<Location> known) {
        Pointed table = tables.whateverIsHidden(caller, READING, catalog, name);
        Relation relation = table.head().relation();
        Restrictions hidden = restrictions.hidden(caller, READING, catalog, relation, name);
        Answer answer = read(catalog, table, name, wanted, hidden.none() ? known : file -> false);
        return answer instanceof Loaded loaded
                ? loaded.asSeen(restrictions.told(caller, READING, catalog, relation, name, hidden, loaded.document()))
                : answer;
    }

    private Answer read(
            Catalogs.Entry catalog, Pointed table, TableName name, Format wanted, Predicate<Location> known) {
        if (table.metadata().isEmpty()) {
            return paimon.load(catalog, table.head().relation(), name, wanted, known);
        }
        Location file = table.metadata().get();
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
     * What a table is that the caller has made or changed: it takes the right to change it, and not to read it.
     *
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, NOT_SERVED, METADATA_NOT_FOUND
     */
    public Loaded changed(Caller caller, Catalogs.Entry catalog, TableName name) {
        Location file =
                tables.get(caller, Operation.COMMIT_SNAPSHOT, catalog, name).metadata();
        return new Loaded(file, files.read(catalog, file));
    }

    /**
     * Whether there is such a table for Iceberg's clients.
     *
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, NOT_SERVED; FORBIDDEN as {@link #run}, but for what the
     *     client cannot be told
     */
    public void exists(Caller caller, Catalogs.Entry catalog, TableName name) {
        Pointed table = tables.whateverIsHidden(caller, Operation.GET_TABLE, catalog, name);
        Relation relation = table.head().relation();
        restrictions.hidden(caller, Operation.GET_TABLE, catalog, relation, name);
        if (!PaimonTables.mayShow(relation) && table.metadata().isEmpty()) {
            throw PaimonTables.notShown(name);
        }
    }
}
