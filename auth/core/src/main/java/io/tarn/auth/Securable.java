package io.tarn.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a privilege is held on. Privileges belong to the id and not to the name.
 *
 * @param parent what contains it; null for the server and for catalogs
 * @param owner who holds everything on it; null when nobody is known to
 * @param path the names from the catalog down, e.g. {@code [lake, sales, orders]}, for people; empty for the server
 */
public record Securable(
        Kind kind,
        UUID id,
        @Nullable Securable parent,
        @Nullable UUID owner,
        List<String> path) {
    /** The levels at which privileges are held. */
    public enum Kind {
        SERVER,
        CATALOG,
        /** A place under which clients may put external tables. */
        LOCATION,
        DATABASE,
        TABLE,
        VIEW,
        FUNCTION;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Securable SERVER = new Securable(Kind.SERVER, new UUID(0, 0), null, null, List.of());

    public Securable {
        path = List.copyOf(path);
    }

    public static Securable server() {
        return SERVER;
    }

    public static Securable catalog(UUID id, String name) {
        return new Securable(Kind.CATALOG, id, null, null, List.of(name));
    }

    /** A branch or system table is secured as its base table, so the name of a table never carries a {@code $} suffix. */
    public Securable child(Kind childKind, UUID childId, @Nullable UUID childOwner, String name) {
        List<String> names = new ArrayList<>(path);
        names.add(name);
        return new Securable(childKind, childId, this, childOwner, names);
    }

    public String name() {
        return path.isEmpty() ? "" : path.get(path.size() - 1);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "the server" : kind.word() + " " + String.join(".", path);
    }
}
