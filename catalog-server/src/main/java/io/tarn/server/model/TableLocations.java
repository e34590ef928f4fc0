package io.tarn.server.model;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Where the server puts managed tables. */
public final class TableLocations {
    private static final int STEP_BYTES = 160;

    private TableLocations() {}

    /** {@code <warehouse>/<database>.db/<table>-<12 hex>}; the hex digits are the random end of the table's id. */
    public static Location unique(Catalog catalog, String database, String table, UUID tableId) {
        String hex = "%012x".formatted(tableId.getLeastSignificantBits() & 0xFFFF_FFFF_FFFFL);
        return directory(catalog, database).child(step(table) + "-" + hex);
    }

    /** {@code <warehouse>/<database>.db/<table>}, when the layout asks for it and the name may stand in a path as it is. */
    public static boolean hasPlain(Catalog catalog, String database, String table) {
        return catalog.layout() == Layout.PLAIN
                && step(table).equals(table)
                && step(database).equals(database);
    }

    public static Location plain(Catalog catalog, String database, String table) {
        return directory(catalog, database).child(table);
    }

    /** The directory of a database's tables. */
    public static Location directory(Catalog catalog, String database) {
        return catalog.warehouse().child(step(database) + ".db");
    }

    /**
     * Letters and digits of every script stay readable; whatever could mean something in a path or URL does not. Cut by
     * bytes, because that is how file systems count, and never inside a character.
     */
    private static String step(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}_.-]", "_");
        StringBuilder step = new StringBuilder();
        int bytes = 0;
        for (int codePoint : plain.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > STEP_BYTES) {
                break;
            }
            step.append(character);
        }
        return step.toString();
    }
}
