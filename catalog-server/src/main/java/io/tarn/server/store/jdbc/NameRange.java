package io.tarn.server.store.jdbc;

import io.tarn.server.model.NamePattern;
import io.tarn.server.model.PageRequest;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A page of names as a condition on an indexed column: keyset paging and prefix in one range, so that neither costs more
 * than the page. Uses the parameters :after, :exact, :prefix and :size.
 */
final class NameRange {
    private NameRange() {}

    /**
     * The prefix is compared with a LIKE whose own characters are escaped by '!': MySQL and H2 disagree about a backslash
     * in a text.
     *
     * @param index columns of an index, of which the last is the name and all others are fixed by the statement. They stand
     *     in the order, too: H2 reads a page from an index only when the order names the index from its beginning
     */
    static String condition(String... index) {
        return """
                %1$s > :after
                  and (:exact = '' or %1$s = :exact)
                  and %1$s like :prefix escape '!'
                order by %2$s
                limit :size
                """.formatted(index[index.length - 1], String.join(", ", index));
    }

    static <S extends SqlStatement<S>> S bind(S statement, PageRequest page) {
        return statement
                .bind("after", page.after())
                .bind("exact", exact(page.pattern()))
                .bind("prefix", prefix(page.pattern()))
                .bind("size", page.size());
    }

    /** The name that alone is asked for; empty when {@link #prefix} decides. */
    static String exact(NamePattern pattern) {
        return pattern.prefix() ? "" : pattern.text();
    }

    /** Whether a name is one that {@link #exact} and {@link #prefix} let through. */
    static boolean matches(NamePattern pattern, String name) {
        if (pattern.prefix()) {
            return name.startsWith(pattern.text());
        }
        return pattern.text().isEmpty() || name.equals(pattern.text());
    }

    /** For LIKE with '!' as its escape character. */
    static String prefix(NamePattern pattern) {
        return pattern.prefix() ? escape(pattern.text()) + "%" : "%";
    }

    private static String escape(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
