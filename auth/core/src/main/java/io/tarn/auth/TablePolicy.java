package io.tarn.auth;

import java.util.UUID;

/**
 * A row filter or a column mask: what a principal, and everybody who is a member of it, sees of a table.
 *
 * @param table the id of the table; a table of the same name that is made later has another
 * @param column whose values are masked; empty for a row filter
 * @param sql the filter or mask as {@link io.tarn.auth.policy} writes it
 */
public record TablePolicy(UUID id, UUID table, UUID principal, String column, String sql) {
    public boolean filtersRows() {
        return column.isEmpty();
    }
}
