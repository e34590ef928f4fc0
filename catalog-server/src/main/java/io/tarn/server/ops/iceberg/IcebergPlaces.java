package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TableLocations;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where tables lie. What a client names, in a request or in a document, is the table's own, or a place that the catalog
 * allows, that is nobody else's, and that the caller may use.
 */
public final class IcebergPlaces {
    static final String LOCATION = "location";

    private final Access access;
    private final LocationRules rules;
    private final MetadataFiles files;

    /**
     * The places of a document that are not the table's yet.
     *
     * @param location where the table lies
     * @param named whether a client named it
     * @param more places that its properties name
     */
    record Places(Location location, boolean named, List<Location> more) {
        Places {
            more = List.copyOf(more);
        }
    }

    /**
     * Who asks, and for which table: {@code id} is {@link LocationClaims#NOBODY} for a new one.
     *
     * @param namespace looked for when it is needed
     */
    record Asked(Caller caller, Catalogs.Entry catalog, Supplier<Namespace> namespace, TableName name, UUID id) {
        Asked(Caller caller, Catalogs.Entry catalog, Namespace namespace, TableName name, UUID id) {
            this(caller, catalog, () -> namespace, name, id);
        }
    }

    public IcebergPlaces(Access access, LocationRules rules, MetadataFiles files) {
        this.access = access;
        this.rules = rules;
        this.files = files;
    }

    /** Where the server puts a table: never where another one lay. */
    static Location own(Catalogs.Entry catalog, TableName name, UUID uuid) {
        return TableLocations.unique(catalog.catalog(), name.database(), name.table(), uuid);
    }

    /**
     * The places of a table that is to be.
     *
     * @param staged whether the server may have chosen the place when the table was staged
     * @throws TarnException INVALID_LOCATION, FORBIDDEN
     */
    Places ofNew(Asked asked, TableDocument document, boolean staged) {
        Location location = Location.parse(document.location());
        boolean own = staged && isOwn(asked, location, document.uuid());
        Location place = own ? location : named(asked, Operation.CREATE_EXTERNAL_TABLE, LOCATION, document.location());
        return new Places(place, !own, properties(asked, Map.of(), document.properties(), place));
    }

    /**
     * The places of a table that changes.
     *
     * @param before where it lies, and what its document said
     * @throws TarnException INVALID_LOCATION, FORBIDDEN
     */
    Places ofChanged(Asked asked, Location lies, TableDocument before, TableDocument after) {
        Location location = Location.parse(after.location());
        boolean moved = !after.location().equals(before.location()) && !location.equals(lies);
        Location place = moved ? named(asked, Operation.CREATE_EXTERNAL_TABLE, LOCATION, after.location()) : location;
        return new Places(place, moved, properties(asked, before.properties(), after.properties(), place));
    }

    /**
     * The places of a table that is registered. One that was dropped without its files may come back to where it lay.
     *
     * @throws TarnException INVALID_LOCATION, FORBIDDEN
     */
    Places ofRegistered(Asked asked, Location file, TableDocument document) {
        Location location = Location.parse(document.location());
        if (inWarehouse(asked.catalog(), location)) {
            if (!endsWith(location, document.uuid()) || !location.contains(file)) {
                throw refused(location, "belongs to the managed tables of a catalog");
            }
            access.location(
                    asked.caller(),
                    Operation.REGISTER_TABLE,
                    asked.catalog(),
                    asked.namespace().get(),
                    location);
            rules.checkFree(LOCATION, location, asked.id());
        } else {
            named(asked, Operation.REGISTER_TABLE, LOCATION, document.location());
        }
        List<Location> more = new ArrayList<>(properties(asked, Map.of(), document.properties(), location));
        if (!location.contains(file)) {
            more.add(file);
        }
        return new Places(location, true, more);
    }

    /**
     * The places of a table that a registered one takes the place of.
     *
     * @param lies where it lies now
     * @throws TarnException INVALID_LOCATION, FORBIDDEN
     */
    Places ofReplaced(Asked asked, Location lies, Location file, TableDocument document) {
        Places places = ofRegistered(asked, file, document);
        return places.location().equals(lies) ? new Places(lies, false, places.more()) : places;
    }

    /**
     * A metadata file that a client names, before it is opened.
     *
     * @throws TarnException INVALID_LOCATION, FORBIDDEN
     */
    Location metadata(Asked asked, String text) {
        Location file = Location.parse(text);
        if (!inWarehouse(asked.catalog(), file)) {
            return named(asked, Operation.REGISTER_TABLE, "metadata-location", text);
        }
        access.location(
                asked.caller(),
                Operation.REGISTER_TABLE,
                asked.catalog(),
                asked.namespace().get(),
                file);
        rules.checkFree("metadata-location", file, asked.id());
        return file;
    }

    /**
     * The places of a view, at which only its metadata files lie, so they stay nobody's.
     *
     * @param known where it lies already, or where the server chose
     * @param before the properties that were checked already
     * @throws TarnException INVALID_LOCATION, FORBIDDEN
     */
    void checkView(Asked asked, String known, Map<String, String> before, ViewDocument document) {
        if (!document.location().equals(known)) {
            named(asked, Operation.CREATE_EXTERNAL_TABLE, LOCATION, document.location());
        }
        properties(asked, before, document.properties(), Location.parse(document.location()));
    }

    private List<Location> properties(
            Asked asked, Map<String, String> before, Map<String, String> after, Location place) {
        List<Location> more = new ArrayList<>();
        after.forEach((key, value) -> {
            if (LocationRules.isPlace(key) && !LocationRules.isStep(value) && !value.equals(before.get(key))) {
                Location location = Location.parse(value);
                if (!place.contains(location)) {
                    more.add(named(asked, Operation.CREATE_EXTERNAL_TABLE, key, value));
                }
            }
        });
        return more;
    }

    private Location named(Asked asked, Operation operation, String key, String text) {
        Location location = rules.external(asked.catalog(), text);
        access.location(
                asked.caller(), operation, asked.catalog(), asked.namespace().get(), location);
        rules.checkFree(key, location, asked.id());
        return location;
    }

    /**
     * Whether a place is the one that the server chooses for a table of this name and uuid. A table that lies there already,
     * or has lain there, has metadata in it: a client that names its uuid does not get its files.
     */
    private boolean isOwn(Asked asked, Location location, String uuid) {
        UUID id = uuid(uuid);
        return id != null
                && location.equals(own(asked.catalog(), asked.name(), id))
                && !files.anyIn(asked.catalog(), location);
    }

    private static boolean inWarehouse(Catalogs.Entry catalog, Location location) {
        return catalog.catalog().warehouse().contains(location);
    }

    /** As all places do that the server chooses. */
    private static boolean endsWith(Location location, String uuid) {
        UUID id = uuid(uuid);
        return id != null
                && location.toString().endsWith("-%012x".formatted(id.getLeastSignificantBits() & 0xFFFF_FFFF_FFFFL));
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Takes places for a table, in the transaction that makes or changes it.
     *
     * @throws TarnException INVALID_LOCATION when somebody was faster
     */
    static void claim(Transaction tx, Asked asked, UUID id, List<Location> places, long now) {
        for (Location place : places) {
            tx.locations().guard(place);
            if (tx.locations().touching(place, id).isPresent()) {
                throw LocationRules.taken(LOCATION, place);
            }
            if (tx.locations().ownerOf(place).isEmpty()) {
                tx.locations().claim(place, id, asked.catalog().catalog().id(), now);
            }
        }
    }

    private static TarnException refused(Location location, String why) {
        String printable = Names.printable(location.toString());
        return TarnException.about(ErrorCode.INVALID_LOCATION, printable, "The location '" + printable + "' " + why);
    }
}
