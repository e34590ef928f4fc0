package io.tarn.server.store.jdbc;

import io.tarn.server.model.NamePattern;
import io.tarn.server.model.PageRequest;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A page of names as a condition on an indexed column: keyset paging and prefix in one range, so that neither costs more
 * than the page. Uses the parameters :after, :exact, :prefix and :size.
 */
final class NameRange {
    /**
     * The prefix is compared with a LIKE whose own characters are escaped by '!': MySQL and H2 disagree about a backslash
     * in a text.
     */
    static final String CONDITION = condition("name");

    private NameRange() {}

    /** @param name the column, where a join has several of that name */
    static String condition(String name) {
        return """
                %1$s > :after
                  and (:exact = '' or %1$s = :exact)
                  and %1$s like :prefix escape '!'
                order by %1$s
                limit :size
                """.formatted(name);
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

    /** For LIKE with '!' as its escape character. */
    static String prefix(NamePattern pattern) {
        return pattern.prefix() ? escape(pattern.text()) + "%" : "%";
    }

    private static String escape(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
