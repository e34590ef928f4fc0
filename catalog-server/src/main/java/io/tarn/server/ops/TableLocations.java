package io.tarn.server.ops;

import io.tarn.server.model.Catalog;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import java.util.UUID;

/** Where the server puts managed tables. */
final class TableLocations {
    private static final int STEP_LENGTH = 80;

    private TableLocations() {}

    /** {@code <warehouse>/<database>.db/<table>-<12 hex>}; the hex digits are the random end of the table's id. */
    static Location unique(Catalog catalog, String database, String table, UUID tableId) {
        String hex = "%012x".formatted(tableId.getLeastSignificantBits() & 0xFFFF_FFFF_FFFFL);
        return directory(catalog, database).child(step(table) + "-" + hex);
    }

    /** {@code <warehouse>/<database>.db/<table>}, when the layout asks for it and the name may stand in a path as it is. */
    static boolean hasPlain(Catalog catalog, String database, String table) {
        return catalog.layout() == Layout.PLAIN
                && step(table).equals(table)
                && step(database).equals(database);
    }

    static Location plain(Catalog catalog, String database, String table) {
        return directory(catalog, database).child(table);
    }

    private static Location directory(Catalog catalog, String database) {
        return catalog.warehouse().child(step(database) + ".db");
    }

    /** Letters and digits of every script stay readable; whatever could mean something in a path or URL does not. */
    private static String step(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}_.-]", "_");
        return plain.substring(0, Math.min(STEP_LENGTH, plain.length()));
    }
}
