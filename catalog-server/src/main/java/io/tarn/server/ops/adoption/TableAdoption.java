package io.tarn.server.ops.adoption;

import io.tarn.auth.Caller;
import io.tarn.server.files.StorageException;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.AdoptTable.Adopted;
import io.tarn.server.ops.adoption.FoundTable.Position;
import io.tarn.server.ops.adoption.ImportWarehouse.Request;
import io.tarn.server.ops.adoption.Imported.Outcome;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One table on its way in: is it there already, may it come, was it left alone meanwhile. */
final class TableAdoption {
    private static final Logger LOG = LoggerFactory.getLogger(TableAdoption.class);

    private static final String STOP =
            "stop the jobs that write it and run this again; then start them with metastore=rest";

    private final Store store;
    private final ReadTable read;
    private final AdoptTable adopt;

    TableAdoption(Store store, ReadTable read, AdoptTable adopt) {
        this.store = store;
        this.read = read;
        this.adopt = adopt;
    }

    /**
     * @param database where it goes; null in a trial run that would make it
     * @param seen how far the table had come when it was first looked at
     * @throws TarnException what {@link #failed} understands
     */
    Imported run(Caller caller, Request request, @Nullable Namespace database, Candidate table, Position seen) {
        Position now = ReadTable.position(request.catalog(), table.location());
        if (!request.external() && !now.equals(seen)) {
            return beingWritten(table, seen, now);
        }
        FoundTable found = read.read(request.catalog(), table.location(), !request.external());
        return request.dryRun() || database == null
                ? table.is(Outcome.WOULD_BE_ADOPTED, describe(found, request.external()))
                : adopt(caller, request, database, table, found, now);
    }

    private Imported adopt(
            Caller caller, Request request, Namespace database, Candidate table, FoundTable found, Position before) {
        Adopted adopted = adopt.insert(
                caller, request.catalog(), database, table.name(), found, request.external(), request.owner());
        if (request.external()) {
            return table.is(Outcome.ADOPTED, describe(found, true));
        }
        Position after = ReadTable.position(request.catalog(), table.location());
        if (after.equals(before)) {
            return table.is(Outcome.ADOPTED, describe(found, false));
        }
        // By now others may have committed through the catalog, and then the files are theirs.
        return adopt.withdraw(caller, request.catalog(), table.name(), adopted)
                ? beingWritten(table, before, after)
                : writtenSince(request, table).orElse(table.is(Outcome.ADOPTED, describe(found, false)));
    }

    private static Imported beingWritten(Candidate table, Position before, Position after) {
        return table.is(
                Outcome.BEING_WRITTEN,
                "somebody writes it: it was " + before + ", and is " + after + "; nothing was adopted: " + STOP);
    }

    /** Whether storage has a snapshot of a managed table that was not committed through the catalog. */
    Optional<Imported> writtenSince(Request request, Candidate table) {
        Optional<Head> main =
                store.read(tx -> tx.relations().head(request.catalog().catalog().id(), table.name()));
        if (main.filter(head -> head.relation().ownership() == Ownership.MANAGED)
                .isEmpty()) {
            return Optional.empty();
        }
        UUID id = main.get().relation().id();
        List<String> branches = new ArrayList<>(store.read(tx -> tx.branches().names(id)));
        branches.add(TableName.MAIN);
        return branches.stream()
                .flatMap(branch -> store.read(tx -> tx.relations().head(id, branch)).stream())
                .flatMap(head -> beyond(request.catalog(), head)
                        .map(snapshot ->
                                "snapshot " + snapshot + " of " + head.branch().name())
                        .stream())
                .findFirst()
                .map(
                        written -> table.is(
                                Outcome.BEING_WRITTEN,
                                "it is adopted, and " + written
                                        + " was written around the catalog since: it will be lost when the next commit takes its"
                                        + " number; stop the job that wrote it, and let it write that again through the catalog"));
    }

    /** The head is read again afterwards, for commits come in meanwhile. */
    private Optional<Long> beyond(Catalogs.Entry catalog, Head head) {
        TableFiles files = catalog.files(head.relation(), head.branch());
        return files.snapshotIds().stream()
                .findFirst()
                .filter(newest -> newest
                        > store.read(tx -> tx.relations()
                                        .head(
                                                head.relation().id(),
                                                head.branch().name()))
                                .map(Head::branch)
                                .map(Branch::snapshotId)
                                .orElse(Long.MAX_VALUE));
    }

    /** What there is to say of a table that is there already, or whose name or place is somebody's; empty for any other. */
    Optional<Imported> known(Request request, @Nullable Namespace database, Candidate table) {
        UUID catalog = request.catalog().catalog().id();
        Optional<UUID> owner = store.read(tx -> tx.locations().ownerOf(table.location()));
        if (owner.isPresent()) {
            Optional<TableName> name = store.read(tx -> tx.relations().nameOf(catalog, owner.get()));
            return Optional.of(name.map(found -> alreadyThere(request, table, found))
                    .orElseGet(() -> conflict(table, owner.get())));
        }
        if (database != null
                && store.read(
                        tx -> tx.relations().taken(database.id(), table.name().table()))) {
            String where = store.read(tx -> tx.relations().head(catalog, table.name()))
                    .map(head -> "a table at " + head.relation().location())
                    .orElse("a view");
            return Optional.of(table.is(
                    Outcome.CONFLICT,
                    "its name is that of " + where + "; rename one of the two, in Tarn or the directory in storage"));
        }
        return Optional.empty();
    }

    private Imported alreadyThere(Request request, Candidate table, TableName found) {
        Candidate there = new Candidate(found, table.location());
        return writtenSince(request, there)
                .map(written -> table.is(written.outcome(), written.text()))
                .orElseGet(() -> table.is(
                        Outcome.ALREADY_THERE,
                        found.equals(table.name()) ? "nothing to do" : "as table " + found + "; nothing to do"));
    }

    private Imported conflict(Candidate table, UUID owner) {
        return table.is(
                Outcome.CONFLICT,
                store.read(tx -> tx.relations().find(owner)).isPresent()
                        ? "its directory is a table of another catalog"
                        : "its directory belongs to a table that was dropped, and its files are deleted soon");
    }

    private static String describe(FoundTable found, boolean external) {
        FoundTable.Branch main = found.branches().get(0);
        int branches = found.branches().size() - 1;
        if (external) {
            return "external, schema " + main.schema().id();
        }
        return "managed"
                + main.head().map(head -> ", snapshot " + head.id()).orElse(", no snapshot")
                + ", schema " + main.schema().id()
                + (branches == 0 ? "" : ", " + branches + (branches == 1 ? " branch" : " branches"));
    }

    static Imported failed(String database, String table, RuntimeException e) {
        if (e instanceof TarnException known) {
            Outcome outcome = switch (known.code()) {
                case NOT_SUPPORTED -> Outcome.UNSUPPORTED;
                case TABLE_EXISTS -> Outcome.CONFLICT;
                default -> Outcome.FAILED;
            };
            return new Imported(database, table, outcome, known.getMessage());
        }
        LOG.atWarn()
                .addKeyValue("database", database)
                .addKeyValue("table", Names.printable(table))
                .setCause(e)
                .log("a table could not be adopted");
        return new Imported(database, table, Outcome.FAILED, why(e) + "; run this again when that is mended");
    }

    private static String why(RuntimeException e) {
        if (e instanceof UnknownOutcomeException) {
            return "the database gave no answer, so it may have been adopted";
        }
        return e instanceof StorageException
                ? "storage: " + e.getMessage()
                : "it failed (" + e.getClass().getSimpleName() + "); the log says more";
    }
}
