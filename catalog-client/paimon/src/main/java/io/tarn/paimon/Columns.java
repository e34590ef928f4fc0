package io.tarn.paimon;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/** The columns of the rows that are read, found by their names: the positions that a predicate names are hints. */
final class Columns {
    private final RowType type;

    Columns(RowType type) {
        this.type = type;
    }

    /** @throws PolicyException when the rows have no such column */
    DataType type(String column) {
        return type.getTypeAt(index(column));
    }

    InternalRow.FieldGetter getter(String column) {
        int index = index(column);
        return InternalRow.createFieldGetter(type.getTypeAt(index), index);
    }

    private int index(String column) {
        int index = type.getFieldIndex(column);
        if (index < 0) {
            throw new PolicyException("there is no column " + column);
        }
        return index;
    }

    /** The name in a reference to a column. */
    static String name(@Nullable Object reference) {
        return JsonObject.of(reference).text("name");
    }

    /** The names of the columns that a predicate or a transform refers to, wherever in it. */
    static Set<String> in(@Nullable Object json) {
        Set<String> names = new LinkedHashSet<>();
        collect(json, names);
        return names;
    }

    private static void collect(@Nullable Object json, Set<String> names) {
        if (json instanceof List) {
            ((List<?>) json).forEach(element -> collect(element, names));
        } else if (json instanceof Map) {
            ((Map<?, ?>) json).forEach((member, value) -> {
                if ("fieldRef".equals(member)) {
                    names.add(name(value));
                } else if ("inputs".equals(member) && value instanceof List) {
                    inputs((List<?>) value).forEach(names::add);
                } else if (!"literals".equals(member)) {
                    collect(value, names);
                }
            });
        }
    }

    private static List<String> inputs(List<?> inputs) {
        List<String> names = new ArrayList<>();
        for (Object input : inputs) {
            if (!(input instanceof String)) {
                names.add(name(input));
            }
        }
        return names;
    }
}
