package io.tarn.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is hidden of a table from a caller that may read it.
 *
 * @param rules row filters and column masks that are for it; all of them hold
 * @param columns the columns that it may read, any of these sets being enough; null: all
 * @param enforced whether the client that it comes through is known to keep to all this: an administrator said so of its
 *     principal, or it has proved to be one that does
 * @param writesUnseen whether it may change what it does not see
 */
public record Restrictions(
        List<Rule> rules, @Nullable List<ColumnSet> columns, boolean enforced, boolean writesUnseen) {
    /**
     * A row filter or a column mask.
     *
     * @param policy where it comes from, for people
     * @param column whose values are masked; empty for a row filter
     * @param sql as {@link io.tarn.auth.policy} reads it
     * @param otherwise a stricter mask, for columns that the first one does not fit; empty when there is none
     */
    public record Rule(String policy, String column, String sql, String otherwise) {
        static Rule of(TablePolicy policy) {
            return new Rule(policy.id().toString(), policy.column(), policy.sql(), "");
        }

        public boolean filtersRows() {
            return column.isEmpty();
        }
    }

    public static final Restrictions NONE = new Restrictions(List.of(), null, true, true);

    public Restrictions {
        rules = List.copyOf(rules);
        columns = columns == null ? null : List.copyOf(columns);
    }

    /** Whether the caller sees the table as it is. */
    public boolean none() {
        return rules.isEmpty() && columns == null;
    }

    /** Whether the caller may read a column, masked perhaps. */
    public boolean shows(String column) {
        return columns == null
                || columns.stream()
                        .anyMatch(set -> set.excluded() != set.names().contains(column));
    }
}
