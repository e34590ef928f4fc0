package io.tarn.server.ops.adoption;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.model.Audit;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.adoption.FoundTable.Position;
import io.tarn.server.ops.adoption.Imported.Outcome;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.SourceCatalog;
import io.tarn.server.store.SourceCatalog.Listed;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Adopts the tables of a warehouse that another catalog made. Nothing is copied and no file is written.
 *
 * <p>First it looks how far each table has come, then it adopts one after the other, each in a transaction of its own, and
 * looks again before, after, and at the end: a table that was written meanwhile has a writer that knows nothing of the
 * catalog, and is not adopted. What a run that died has adopted is already there for the next one.
 */
public final class ImportWarehouse {
    /**
     * What is asked for.
     *
     * @param warehouse what the databases' directories lie in, if the source does not say where tables are
     * @param external whether storage goes on to decide about the tables; managed ones must lie in the catalog's warehouse, and
     *     of a source that says where tables are, those that do not are adopted as external ones
     * @param dryRun whether only to say what would be done
     * @param wanted says of each {@code database.table} whether it is meant
     * @param quiet how long a table must not have been written
     * @param owner who will hold everything on the tables and databases
     */
    public record Request(
            Catalogs.Entry catalog,
            Location warehouse,
            boolean external,
            boolean dryRun,
            Predicate<String> wanted,
            Duration quiet,
            Principal owner) {
        /** What is asked for of a table in this place: outside of the catalog's warehouse only storage can decide. */
        Request at(Location location) {
            return external || catalog.catalog().warehouse().contains(location)
                    ? this
                    : new Request(catalog, warehouse, true, dryRun, wanted, quiet, owner);
        }
    }

    /** Waits; {@link Thread#sleep} outside of tests. */
    public interface Pause {
        void await(Duration time);
    }

    private final Store store;
    private final LocationRules locations;
    private final TableAdoption adoption;
    private final Pause pause;
    private final Clock clock;

    public ImportWarehouse(
            Store store, LocationRules locations, TableSchemas schemas, FileFormats formats, Pause pause, Clock clock) {
        this.store = store;
        this.locations = locations;
        this.adoption = new TableAdoption(
                store, new ReadTable(locations, schemas, formats), new AdoptTable(store, schemas, clock));
        this.pause = pause;
        this.clock = clock;
    }

    private record Key(String database, String table) {}

    private record Seen(Candidate table, Position position, long at) {}

    /**
     * @param told of each table as soon as it is done with; a table that is found written only at the end is told of twice
     * @return the last word on each table
     * @throws TarnException INVALID_LOCATION when tables of this warehouse cannot be adopted so at all
     */
    public List<Imported> run(Caller caller, Request request, SourceCatalog source, Consumer<Imported> told) {
        Map<Key, Imported> results = new LinkedHashMap<>();
        Consumer<Imported> keep = result -> {
            results.put(new Key(result.database(), result.table()), result);
            told.accept(result);
        };
        if (!source.knowsPlaces()) {
            checkWarehouse(request);
        }
        List<Seen> seen = look(caller, request, source, keep);
        for (Seen each : seen) {
            keep.accept(one(caller, request.at(each.table().location()), source, each));
        }
        for (Seen each : seen) {
            TableName name = each.table().name();
            Imported result = results.get(new Key(name.database(), name.table()));
            if (result != null && result.outcome() == Outcome.ADOPTED) {
                adoption.writtenSince(request, each.table()).ifPresent(keep);
            }
        }
        return List.copyOf(results.values());
    }

    private void checkWarehouse(Request request) {
        Location own = request.catalog().catalog().warehouse();
        if (request.external()) {
            locations.external(request.catalog(), request.warehouse().toString());
        } else if (!own.contains(request.warehouse())) {
            throw TarnException.of(
                    ErrorCode.INVALID_LOCATION,
                    "Managed tables lie in the warehouse of their catalog, " + own + ", and " + request.warehouse()
                            + " does not: make a catalog with this warehouse in tarn.yaml, or adopt the tables as external");
        }
    }

    private Imported one(Caller caller, Request request, SourceCatalog source, Seen seen) {
        String name = seen.table().name().database();
        try {
            Optional<Namespace> known = find(request.catalog(), name);
            Optional<Imported> there = adoption.known(request, known.orElse(null), seen.table());
            if (there.isPresent()) {
                return there.get();
            }
            awaitQuiet(request, seen);
            Namespace database = known.isPresent() || request.dryRun()
                    ? known.orElse(null)
                    : create(caller, request, name, source.properties(name));
            return adoption.run(caller, request, database, seen.table(), seen.position());
        } catch (RuntimeException e) {
            return TableAdoption.failed(name, seen.table().name().table(), e);
        }
    }

    private List<Seen> look(Caller caller, Request request, SourceCatalog source, Consumer<Imported> told) {
        List<Seen> seen = new ArrayList<>();
        for (String database : source.databases()) {
            List<Listed> all = source.tables(database);
            List<Listed> wanted = all.stream()
                    .filter(table -> request.wanted().test(database + "." + table.name()))
                    .toList();
            boolean empty = all.isEmpty() && request.wanted().test(database + ".");
            if (!Names.mayBeGiven(database) || database.equals(Namespace.SYSTEM)) {
                if (empty || !wanted.isEmpty()) {
                    told.accept(new Imported(
                            Names.printable(database),
                            "",
                            Outcome.UNSUPPORTED,
                            "a database cannot have this name here; rename its directory"));
                }
                continue;
            }
            if (empty) {
                empty(caller, request, source, database).ifPresent(told);
            }
            for (Listed table : wanted) {
                look(request, source, database, table, told).ifPresent(seen::add);
            }
        }
        return seen;
    }

    /** A database without tables is one, too. */
    private Optional<Imported> empty(Caller caller, Request request, SourceCatalog source, String database) {
        if (find(request.catalog(), database).isPresent()) {
            return Optional.empty();
        }
        String text = "a database without tables";
        if (request.dryRun()) {
            return Optional.of(new Imported(database, "", Outcome.WOULD_BE_ADOPTED, text));
        }
        try {
            create(caller, request, database, source.properties(database));
            return Optional.of(new Imported(database, "", Outcome.ADOPTED, text));
        } catch (RuntimeException e) {
            return Optional.of(TableAdoption.failed(database, "", e));
        }
    }

    private Optional<Seen> look(
            Request request, SourceCatalog source, String database, Listed listed, Consumer<Imported> told) {
        String table = listed.name();
        if (listed.notPaimon() != null) {
            told.accept(new Imported(
                    database,
                    Names.printable(table),
                    Outcome.NOT_PAIMON,
                    Names.printable(listed.notPaimon()) + "; left alone"));
            return Optional.empty();
        }
        if (!Names.mayBeGiven(table)) {
            told.accept(new Imported(
                    database,
                    Names.printable(table),
                    Outcome.UNSUPPORTED,
                    "a table cannot have this name here; rename its directory"));
            return Optional.empty();
        }
        try {
            Location location = location(request, database, listed);
            if (source.knowsPlaces() && request.at(location).external()) {
                locations.external(request.catalog(), location.toString());
            }
            Position position = ReadTable.position(request.catalog(), location);
            if (!position.isTable(TableName.MAIN)) {
                told.accept(new Imported(
                        database,
                        table,
                        source.knowsTables() ? Outcome.FAILED : Outcome.NO_TABLE,
                        "there is no schema file at " + location
                                + ": it is a format table, or what a table left behind"));
                return Optional.empty();
            }
            TableName name = new TableName(database, table, TableName.MAIN);
            return Optional.of(new Seen(new Candidate(name, location), position, clock.millis()));
        } catch (RuntimeException e) {
            told.accept(TableAdoption.failed(database, table, e));
            return Optional.empty();
        }
    }

    private static Location location(Request request, String database, Listed table) {
        return table.location() == null
                ? request.warehouse()
                        .child(database + WarehouseDirectories.DATABASE)
                        .child(table.name())
                : Location.parse(table.location());
    }

    private void awaitQuiet(Request request, Seen seen) {
        long left = seen.at() + request.quiet().toMillis() - clock.millis();
        if (left > 0 && !request.dryRun() && !request.external()) {
            pause.await(Duration.ofMillis(left));
        }
    }

    private Namespace create(Caller caller, Request request, String name, Map<String, String> properties) {
        Catalogs.Entry catalog = request.catalog();
        locations.checkOptions(catalog, properties, LocationClaims.NOBODY);
        long now = clock.millis();
        Principal owner = request.owner();
        Namespace made = new Namespace(
                Ids.next(),
                catalog.catalog().id(),
                name,
                properties,
                0,
                new Audit(owner.name(), owner.id(), now, caller.name(), now, caller.name()));
        try {
            store.write(tx -> {
                tx.namespaces().insert(made);
                Trail.changed(
                        tx, caller, Operation.CREATE_DATABASE, Securables.of(catalog, made), Map.of("by", "import"));
                return made;
            });
            return made;
        } catch (DuplicateKeyException e) {
            return find(catalog, name).orElseThrow(() -> Missing.database(name));
        }
    }

    private Optional<Namespace> find(Catalogs.Entry catalog, String name) {
        return store.read(tx -> tx.namespaces().find(catalog.catalog().id(), name));
    }
}
