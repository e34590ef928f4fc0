package io.tarn.server.ops.tables;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a client may point: every option that names a place is normalised, must lie under a location that the catalog's
 * admin allowed, and may not touch a place that belongs to managed tables.
 */
public final class LocationRules {
    /** Paimon's options that hold paths end so; new ones of later versions are caught by the same words. */
    private static final Pattern KEYS = Pattern.compile("(^|.*[.-])(path|paths|location|locations|dir|directory)$");

    private LocationRules() {}

    /** @throws TarnException INVALID_LOCATION */
    public static void check(Catalogs catalogs, Catalogs.Entry catalog, Map<String, String> options) {
        options.forEach((key, value) -> {
            if (KEYS.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
                for (String place : value.split(",", -1)) {
                    checkPlace(catalogs, catalog, key, place.strip());
                }
            }
        });
    }

    private static void checkPlace(Catalogs catalogs, Catalogs.Entry catalog, String key, String place) {
        if (isStep(place)) {
            return;
        }
        Location location = Location.parse(place);
        for (Catalogs.Entry other : catalogs.all()) {
            Location warehouse = other.catalog().warehouse();
            if (warehouse.contains(location) || location.contains(warehouse)) {
                throw refused(key, location, "belongs to the managed tables of a catalog");
            }
        }
        if (catalog.allowedLocations().stream().noneMatch(allowed -> allowed.contains(location))) {
            throw refused(key, location, "is not under a location that this catalog allows");
        }
    }

    /** A plain name stays inside the table's own directory. */
    private static boolean isStep(String place) {
        return place.matches("[A-Za-z0-9_][A-Za-z0-9_.=-]*") && !place.contains("..");
    }

    private static TarnException refused(String key, Location location, String why) {
        String printable = Names.printable(location.toString());
        return TarnException.about(
                ErrorCode.INVALID_LOCATION, printable, "Option '" + key + "': the location '" + printable + "' " + why);
    }
}
