package io.tarn.server.store.jdbc;

import io.tarn.server.model.NamePattern;
import io.tarn.server.model.PageRequest;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A page of names as a condition on an indexed column: keyset paging and prefix in one range, so that neither costs more
 * than the page. Uses the parameters :after, :exact, :first, :until, :prefix and :size.
 */
final class NameRange {
    /** U+D7FF: letters above it have another order in UTF-16 than in UTF-8. */
    private static final int LAST_PLAIN = Character.MIN_SURROGATE - 1;

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
                %s > :after
                  and %s
                order by %s
                limit :size
                """.formatted(
                        index[index.length - 1],
                        pattern(index[index.length - 1], "exact", "first", "until", "prefix"),
                        String.join(", ", index));
    }

    /**
     * The names that a pattern means. The LIKE is about an expression, not about the column: MariaDB would look for '%' among
     * the names up to U+FFFF, and miss those that begin with an emoji. What an index can help with stands before it.
     *
     * @param parameters what is bound: the exact name, the first name and the end of the range, the text of the LIKE
     */
    static String pattern(String column, String... parameters) {
        return """
                (:%2$s = '' or %1$s = :%2$s)
                  and %1$s >= :%3$s
                  and (:%4$s = '' or %1$s < :%4$s)
                  and concat(%1$s, '') like :%5$s escape '!'""".formatted(column, parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    static <S extends SqlStatement<S>> S bind(S statement, PageRequest page) {
        return statement
                .bind("after", page.after())
                .bind("exact", exact(page.pattern()))
                .bind("first", first(page.pattern()))
                .bind("until", until(page.pattern()))
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

    /** No name that begins with the pattern comes before it. */
    static String first(NamePattern pattern) {
        return pattern.prefix() ? pattern.text() : "";
    }

    /** All names that begin with the pattern come before this text, in every order of letters; empty when there is none. */
    static String until(NamePattern pattern) {
        if (!pattern.prefix() || pattern.text().isEmpty()) {
            return "";
        }
        int last = pattern.text().codePointBefore(pattern.text().length());
        if (last >= LAST_PLAIN) {
            // Databases do not agree about what comes after these.
            return "";
        }
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return pattern.text().substring(0, pattern.text().length() - Character.charCount(last))
                + Character.toString(next);
    }

    /** For LIKE with '!' as its escape character. */
    static String prefix(NamePattern pattern) {
        return pattern.prefix() ? escape(pattern.text()) + "%" : "%";
    }

    private static String escape(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
