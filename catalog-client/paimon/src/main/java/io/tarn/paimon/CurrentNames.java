package io.tarn.paimon;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;

/**
 * The names that a table's columns have now. The catalog names columns as they are called now, and a query that travels in
 * time, or reads a branch, as they were called there: a masked column under its old name, or another one under its name.
 */
final class CurrentNames implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<Integer, String> names = new HashMap<>();

    CurrentNames(RowType type) {
        type.getFields().forEach(field -> names.put(field.id(), field.name()));
    }

    /**
     * What columns of a type are called now; what is no column of it is left out, for some system tables read more.
     *
     * @param type of the table as the query sees it
     */
    Set<String> of(Collection<String> columns, RowType type) {
        Set<String> current = new LinkedHashSet<>();
        for (String column : columns) {
            if (type.containsField(column)) {
                DataField field = type.getField(column);
                current.add(names.getOrDefault(field.id(), field.name()));
            }
        }
        return current;
    }

    /** @throws PolicyException when one of the columns has another name now, or is no more */
    void check(Collection<String> columns, RowType type) {
        for (String column : columns) {
            if (type.containsField(column)
                    && !column.equals(names.get(type.getField(column).id()))) {
                throw new PolicyException("The column " + column
                        + " has been renamed or dropped since, so it is not known what of it is hidden");
            }
        }
    }
}
