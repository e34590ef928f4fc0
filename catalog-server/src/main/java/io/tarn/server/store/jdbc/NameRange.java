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
    static final String CONDITION = """
            name > :after
              and (:exact = '' or name = :exact)
              and name like :prefix escape '!'
            order by name
            limit :size
            """;

    private NameRange() {}

    static <S extends SqlStatement<S>> S bind(S statement, PageRequest page) {
        NamePattern pattern = page.pattern();
        return statement
                .bind("after", page.after())
                .bind("exact", pattern.prefix() ? "" : pattern.text())
                .bind("prefix", pattern.prefix() ? escape(pattern.text()) + "%" : "%")
                .bind("size", page.size());
    }

    private static String escape(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
