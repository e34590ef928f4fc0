package io.tarn.auth;

import java.util.List;

/**
 * Some columns of a table.
 *
 * @param excluded false: these, so that a column added later is not among them; true: all but these, so that it is
 */
public record ColumnSet(boolean excluded, List<String> names) {
    public ColumnSet {
        names = List.copyOf(names);
    }

    /** Whether every column of this one is certain to be in the other, whatever columns the table has. */
    public boolean within(ColumnSet other) {
        if (excluded) {
            return other.excluded && names.containsAll(other.names);
        }
        return other.excluded ? names.stream().noneMatch(other.names::contains) : other.names.containsAll(names);
    }
}
