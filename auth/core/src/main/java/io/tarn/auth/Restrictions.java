package io.tarn.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is hidden of a table from a caller that may read it.
 *
 * @param policies those that are for it; all of them hold
 * @param columns the columns that it may read, any of these sets being enough; null: all
 * @param enforced whether the client that it comes through is known to keep to all this: an administrator said so of its
 *     principal, or it has proved to be one that does
 * @param writesUnseen whether it may change what it does not see
 */
public record Restrictions(
        List<TablePolicy> policies, @Nullable List<ColumnSet> columns, boolean enforced, boolean writesUnseen) {
    public static final Restrictions NONE = new Restrictions(List.of(), null, true, true);

    public Restrictions {
        policies = List.copyOf(policies);
        columns = columns == null ? null : List.copyOf(columns);
    }

    /** Whether the caller sees the table as it is. */
    public boolean none() {
        return policies.isEmpty() && columns == null;
    }

    /** Whether the caller may read a column, masked perhaps. */
    public boolean shows(String column) {
        return columns == null
                || columns.stream()
                        .anyMatch(set -> set.excluded() != set.names().contains(column));
    }
}
