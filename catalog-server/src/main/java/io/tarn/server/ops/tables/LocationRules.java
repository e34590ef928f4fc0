package io.tarn.server.ops.tables;

import io.tarn.server.model.Catalog;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a client may point: every place that it names is normalised, must lie under a location that the catalog's admin
 * allowed, may not touch a warehouse, and neither contains nor lies in a place of another table.
 *
 * <p>Two names of one place are two places here, so an allowed location should hold no symbolic links.
 */
public final class LocationRules {
    /** Paimon's options that hold paths end so; new ones of later versions are caught by the same words. */
    private static final Pattern KEYS = Pattern.compile("(^|.*[.-])(path|paths|location|locations|dir|directory)$");

    private final Store store;

    public LocationRules(Store store) {
        this.store = store;
    }

    /**
     * Checks the places in options.
     *
     * @param self whose options they are; it may name its own place
     * @throws TarnException INVALID_LOCATION
     */
    public void checkOptions(Catalogs.Entry catalog, Map<String, String> options, UUID self) {
        options.forEach((key, value) -> {
            if (isPlace(key)) {
                for (String place : value.split(",", -1)) {
                    checkPlace(catalog, key, place.strip(), self);
                }
            }
        });
    }

    /** Whether the value of an option with this key is a place. */
    public static boolean isPlace(String key) {
        return KEYS.matcher(key.toLowerCase(Locale.ROOT)).matches();
    }

    private void checkPlace(Catalogs.Entry catalog, String key, String place, UUID self) {
        if (!isStep(place)) {
            Location location = allowed(catalog, key, place);
            checkFree(key, location, self);
        }
    }

    /**
     * Reads the location of an external table, which only a claim can tell to be free.
     *
     * @throws TarnException INVALID_LOCATION
     */
    public Location external(Catalogs.Entry catalog, String path) {
        return allowed(catalog, TableOptions.PATH, path);
    }

    /** @throws TarnException INVALID_LOCATION when another table's place touches it at the moment */
    public void checkFree(String key, Location location, UUID self) {
        if (store.read(tx -> tx.locations().touching(location, self)).isPresent()) {
            throw taken(key, location);
        }
    }

    /**
     * Once more, before anybody is let into the directory of a managed table: it lies in its catalog's warehouse, is the
     * table's own, and touches no other table's.
     *
     * @throws TarnException INTERNAL when it is not so
     */
    public void checkOwn(Catalogs.Entry catalog, Relation relation) {
        Location location = relation.location();
        Location warehouse = catalog.catalog().warehouse();
        boolean own = warehouse.contains(location)
                && !warehouse.equals(location)
                && store.read(tx -> tx.locations().ownerOf(location))
                        .filter(relation.id()::equals)
                        .isPresent()
                && store.read(tx -> tx.locations().touching(location, relation.id()))
                        .isEmpty();
        if (!own) {
            throw TarnException.of(
                    ErrorCode.INTERNAL,
                    "The directory " + Names.printable(location.toString())
                            + " is not this table's alone; whoever runs this server has to look at it");
        }
    }

    /** The error about a place that another table has, or one in it or around it. */
    public static TarnException taken(String key, Location location) {
        return refused(key, location, "contains or lies in a location of another table");
    }

    private Location allowed(Catalogs.Entry catalog, String key, String place) {
        Location location = Location.parse(place);
        List<Catalog> all = store.read(tx -> tx.catalogs().all());
        for (Catalog other : all) {
            if (other.warehouse().contains(location) || location.contains(other.warehouse())) {
                throw refused(key, location, "belongs to the managed tables of a catalog");
            }
        }
        if (catalog.allowedLocations().stream().noneMatch(allowed -> allowed.contains(location))) {
            throw refused(key, location, "is not under a location that this catalog allows");
        }
        return location;
    }

    /** A plain name stays inside the table's own directory. */
    public static boolean isStep(String place) {
        return place.matches("[A-Za-z0-9_][A-Za-z0-9_.=-]*") && !place.contains("..");
    }

    private static TarnException refused(String key, Location location, String why) {
        String printable = Names.printable(location.toString());
        return TarnException.about(
                ErrorCode.INVALID_LOCATION, printable, "Option '" + key + "': the location '" + printable + "' " + why);
    }
}
