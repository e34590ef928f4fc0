package io.tarn.server.store.jdbc;

import java.sql.SQLException;
import java.util.Comparator;
import org.jdbi.v3.core.Handle;

/** How the database compares names, for those that are sorted outside of it. */
final class NameOrder {
    private NameOrder() {}

    static Comparator<String> of(Handle handle) {
        try {
            // H2 compares texts as Java does, by UTF-16; utf8mb4_bin compares by code points.
            boolean embedded = "H2".equals(handle.getConnection().getMetaData().getDatabaseProductName());
            return embedded ? Comparator.naturalOrder() : NameOrder::byCodePoints;
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say which one it is", e);
        }
    }

    static int byCodePoints(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Whatever takes two chars lies behind all that takes one, although some of these are greater chars.
                boolean first = Character.isSurrogate(a);
                boolean second = Character.isSurrogate(b);
                return first == second ? Character.compare(a, b) : Boolean.compare(first, second);
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
