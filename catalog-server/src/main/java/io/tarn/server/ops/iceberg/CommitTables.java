package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.iceberg.IcebergPlaces.Asked;
import io.tarn.server.ops.iceberg.IcebergPlaces.Places;
import io.tarn.server.ops.iceberg.NativeTables.Found;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Commits to one table, or to several at once, all or nothing. Who loses against another commit applies its own to the newer
 * metadata, as long as what it requires still holds there.
 */
public final class CommitTables {
    private final Store store;
    private final Access access;
    private final NativeTables tables;
    private final TableDocuments documents;
    private final MetadataFiles files;
    private final IcebergPlaces places;
    private final TableRows rows;
    private final ApplyChanges apply;

    public CommitTables(
            Store store,
            Access access,
            NativeTables tables,
            TableDocuments documents,
            MetadataFiles files,
            IcebergPlaces places,
            TableRows rows,
            ApplyChanges apply) {
        this.store = store;
        this.access = access;
        this.tables = tables;
        this.documents = documents;
        this.files = files;
        this.places = places;
        this.rows = rows;
        this.apply = apply;
    }

    /** What a table is before and after its commit; the same when the commit changes nothing. */
    private record Prepared(LoadTable.Loaded before, Optional<Change> change) {}

    /**
     * @return what each table is afterwards, in the order of the requests
     * @throws TarnException TABLE_NOT_FOUND, DATABASE_NOT_FOUND, TABLE_EXISTS, READ_ONLY, COMMIT_CONFLICT, INVALID_SCHEMA,
     *     INVALID_LOCATION, COMMIT_UNKNOWN
     */
    public List<LoadTable.Loaded> run(Caller caller, Catalogs.Entry catalog, List<CommitRequest> requests) {
        checkNames(requests);
        for (int attempt = 1; attempt <= Limits.ICEBERG_COMMIT_ATTEMPTS; attempt++) {
            List<Prepared> prepared = requests.stream()
                    .map(request -> prepare(caller, catalog, request))
                    .toList();
            Optional<List<LoadTable.Loaded>> done = apply(catalog, prepared);
            if (done.isPresent()) {
                return done.get();
            }
            // Those who wait for one table must not all come back at the same moment.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L << attempt));
        }
        throw TarnException.of(ErrorCode.COMMIT_CONFLICT, "Others commit to the same tables all the time");
    }

    private static void checkNames(List<CommitRequest> requests) {
        Set<TableName> names = new HashSet<>();
        if (requests.size() > Limits.ICEBERG_TABLES_AT_ONCE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "A transaction may change " + Limits.ICEBERG_TABLES_AT_ONCE + " tables at most");
        }
        for (CommitRequest request : requests) {
            if (!names.add(request.name())) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST, "Table " + request.name() + " stands twice in one transaction");
            }
        }
    }

    private Optional<List<LoadTable.Loaded>> apply(Catalogs.Entry catalog, List<Prepared> prepared) {
        List<Change> changes =
                prepared.stream().flatMap(table -> table.change().stream()).toList();
        List<TableDocument> written = List.of();
        if (!changes.isEmpty()) {
            try {
                written = apply.run(catalog, changes);
            } catch (DuplicateKeyException e) {
                // A name that was taken: what is required is looked at again, and says so.
                return Optional.empty();
            }
            if (written.isEmpty()) {
                return Optional.empty();
            }
        }
        List<LoadTable.Loaded> after = new ArrayList<>();
        int next = 0;
        for (Prepared table : prepared) {
            if (table.change().isPresent()) {
                TableDocument document = written.get(next++);
                forget(catalog, table.before().document(), document);
                after.add(new LoadTable.Loaded(table.change().get().file(), document));
            } else {
                after.add(table.before());
            }
        }
        return Optional.of(after);
    }

    private Prepared prepare(Caller caller, Catalogs.Entry catalog, CommitRequest request) {
        return request.creates() ? creation(caller, catalog, request) : change(caller, catalog, request);
    }

    private Prepared change(Caller caller, Catalogs.Entry catalog, CommitRequest request) {
        TableName name = request.name();
        Found found = tables.found(tables.any(caller, request.operations(), catalog, name), name);
        TableDocument before = files.read(catalog, found.metadata());
        LoadTable.Loaded loaded = new LoadTable.Loaded(found.metadata(), before);
        return new Prepared(
                loaded,
                documents
                        .commit(before, request.body())
                        .map(after -> move(caller, catalog, request, found, before, after)));
    }

    private Change move(
            Caller caller,
            Catalogs.Entry catalog,
            CommitRequest request,
            Found found,
            TableDocument before,
            TableDocument after) {
        TableName name = request.name();
        // Read only to name where a place would be used; what it needs of the database is not asked for again.
        Supplier<Namespace> namespace =
                () -> store.read(tx -> tx.namespaces().find(catalog.catalog().id(), name.database()))
                        .orElseThrow(() -> Missing.table(name));
        Asked asked =
                new Asked(caller, catalog, namespace, name, found.relation().id());
        Places lies = places.ofChanged(asked, found.relation().location(), before, after);
        Location file = MetadataFiles.next(after, MetadataFiles.version(found.metadata()) + 1);
        return rows.move(asked, request.operations().get(0), found, before, lies, file, after);
    }

    private Prepared creation(Caller caller, Catalogs.Entry catalog, CommitRequest request) {
        TableName name = request.name();
        Names.check("table", name.table());
        Namespace namespace = access.database(caller, Operation.CREATE_TABLE, catalog, name.database());
        if (store.read(tx -> tx.relations().taken(namespace.id(), name.table()))) {
            TarnException taken = tables.taken(catalog, name);
            if (taken.code() != ErrorCode.TABLE_EXISTS) {
                throw taken;
            }
            return again(caller, catalog, request)
                    .orElseThrow(() ->
                            TarnException.of(ErrorCode.COMMIT_CONFLICT, "Requirement failed: table already exists"));
        }
        TableDocument document = documents
                .commit(null, request.body())
                .orElseThrow(() -> TarnException.of(ErrorCode.INVALID_SCHEMA, "The commit says nothing of the table"));
        Asked asked = new Asked(caller, catalog, namespace, name, LocationClaims.NOBODY);
        Places lies = places.ofNew(asked, document, true);
        Location file = MetadataFiles.next(document, 0);
        Change change = rows.insertion(asked, Operation.CREATE_TABLE, lies, file, document);
        return new Prepared(new LoadTable.Loaded(null, document), Optional.of(change));
    }

    /** The table that this very commit has made; empty when another one has. */
    private Optional<Prepared> again(Caller caller, Catalogs.Entry catalog, CommitRequest request) {
        return tables.any(caller, List.of(Operation.COMMIT_SNAPSHOT), catalog, request.name())
                .metadata()
                .map(file -> new LoadTable.Loaded(file, files.read(catalog, file)))
                .filter(table -> documents.created(table.document(), request.body()))
                .map(table -> new Prepared(table, Optional.empty()));
    }

    /** Takes away the metadata files that the table no longer knows, if it wants that. */
    private void forget(Catalogs.Entry catalog, TableDocument before, TableDocument after) {
        if (!Boolean.parseBoolean(after.properties().get("write.metadata.delete-after-commit.enabled"))) {
            return;
        }
        Set<String> gone = new HashSet<>(before.formerFiles());
        gone.removeAll(after.formerFiles());
        Location own = Location.parse(after.location());
        for (String text : gone) {
            Location file = Location.parse(text);
            // What a document says is no better than what its writer wrote there.
            if (own.contains(file) && text.endsWith(".metadata.json")) {
                files.delete(catalog, file);
            }
        }
    }
}
