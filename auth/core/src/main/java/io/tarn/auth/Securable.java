package io.tarn.auth;

import java.util.List;

/**
 * What a privilege is held on.
 *
 * @param path the names from the catalog down, e.g. {@code [lake, sales, orders]}; empty for the server
 */
public record Securable(Kind kind, List<String> path) {
    /** The levels at which privileges are held. */
    public enum Kind {
        SERVER,
        CATALOG,
        DATABASE,
        TABLE,
        VIEW,
        FUNCTION
    }

    public Securable {
        path = List.copyOf(path);
    }

    public static Securable server() {
        return new Securable(Kind.SERVER, List.of());
    }

    public static Securable catalog(String catalog) {
        return new Securable(Kind.CATALOG, List.of(catalog));
    }

    public static Securable database(String catalog, String database) {
        return new Securable(Kind.DATABASE, List.of(catalog, database));
    }

    /** A branch or system table is secured as its base table, so {@code table} never carries a {@code $} suffix. */
    public static Securable table(String catalog, String database, String table) {
        return new Securable(Kind.TABLE, List.of(catalog, database, table));
    }

    public static Securable view(String catalog, String database, String view) {
        return new Securable(Kind.VIEW, List.of(catalog, database, view));
    }

    public static Securable function(String catalog, String database, String function) {
        return new Securable(Kind.FUNCTION, List.of(catalog, database, function));
    }

    @Override
    public String toString() {
        return path.isEmpty()
                ? "the server"
                : kind.name().toLowerCase(java.util.Locale.ROOT) + " " + String.join(".", path);
    }
}
