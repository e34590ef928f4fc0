package io.tarn.paimon;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/** What the catalog answered about a query of a table. Serializable as the text of the answer. */
final class QueryPolicy implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String answer;
    private final transient @Nullable RowFilter filter;
    private final transient Map<String, ColumnMask> masks;
    private final transient Set<String> denied;
    private final transient boolean writes;

    private QueryPolicy(
            String answer,
            @Nullable RowFilter filter,
            Map<String, ColumnMask> masks,
            Set<String> denied,
            boolean writes) {
        this.answer = answer;
        this.filter = filter;
        this.masks = Collections.unmodifiableMap(masks);
        this.denied = Collections.unmodifiableSet(denied);
        this.writes = writes;
    }

    /** @throws PolicyException when the answer is not understood */
    static QueryPolicy parse(String answer) {
        try {
            JsonObject members = JsonObject.of(Json.parse(answer));
            JsonObject own = members.has("tarn") ? members.object("tarn") : JsonObject.of(Collections.emptyMap());
            Map<String, ColumnMask> masks = new LinkedHashMap<>();
            masks(members, "columnMasking").forEach((column, transform) -> {
                if (!(transform instanceof String)) {
                    throw new IllegalArgumentException("a transform is no text");
                }
                masks.put(column, ColumnMask.ofTransform(Json.parse((String) transform)));
            });
            masks(own, "masks").forEach((column, mask) -> {
                if (!ColumnMask.isTransform(mask)) {
                    masks.put(column, ColumnMask.exact(mask));
                } else if (!masks.containsKey(column)) {
                    throw new IllegalArgumentException("a mask is a transform that is not there");
                }
            });
            return new QueryPolicy(
                    answer,
                    members.has("filter") ? RowFilter.parse(members.list("filter")) : null,
                    masks,
                    own.has("denied") ? texts(own.list("denied")) : Collections.emptySet(),
                    Boolean.TRUE.equals(own.get("writes")));
        } catch (IllegalArgumentException e) {
            throw new PolicyException("The catalog's answer is not understood: " + e.getMessage(), e);
        }
    }

    private static Map<String, @Nullable Object> masks(JsonObject members, String name) {
        Map<String, @Nullable Object> masks = new LinkedHashMap<>();
        if (members.has(name)) {
            members.object(name).members().forEach((column, mask) -> masks.put((String) column, mask));
        }
        return masks;
    }

    private static Set<String> texts(List<?> list) {
        Set<String> texts = new HashSet<>();
        for (Object element : list) {
            if (!(element instanceof String)) {
                throw new IllegalArgumentException("the name of a column is no text");
            }
            texts.add((String) element);
        }
        return texts;
    }

    /** Whether anything is hidden. */
    boolean restricts() {
        return filter != null || !masks.isEmpty() || !denied.isEmpty();
    }

    /** Whether nothing is hidden, or the user may write all the same and needs what writers need. */
    boolean allowsFiles() {
        return !restricts() || writes;
    }

    boolean filtersRows() {
        return filter != null;
    }

    boolean masks(String column) {
        return masks.containsKey(column);
    }

    /** Whether one of the columns is not shown as it is. */
    boolean hidesAnyOf(Collection<String> columns) {
        return columns.stream().anyMatch(column -> masks.containsKey(column) || denied.contains(column));
    }

    /** @throws PolicyException when one of the columns must not be read */
    void checkReads(Collection<String> columns) {
        for (String column : columns) {
            if (denied.contains(column)) {
                throw new PolicyException("The column " + column + " must not be read");
            }
        }
    }

    /** The columns that are needed to show these. */
    Set<String> needed(Collection<String> columns) {
        Set<String> needed = new LinkedHashSet<>();
        if (filter != null) {
            needed.addAll(filter.columns());
        }
        for (String column : columns) {
            ColumnMask mask = masks.get(column);
            if (mask != null) {
                needed.addAll(mask.columns(column));
            }
        }
        return needed;
    }

    /** @throws PolicyException when it is not fully understood for rows of this type */
    RowTest test(RowType type) {
        return filter == null ? row -> true : filter.bind(type);
    }

    /**
     * What is shown of the first columns of rows, null for those that are shown as they are.
     *
     * @param type of the rows, with all columns that the masks need
     * @throws PolicyException when a mask is not fully understood
     */
    List<ColumnMask.@Nullable Shown> shown(RowType type, int columns) {
        Columns rows = new Columns(type);
        List<ColumnMask.@Nullable Shown> shown = new ArrayList<>();
        for (String column : type.getFieldNames().subList(0, columns)) {
            ColumnMask mask = masks.get(column);
            shown.add(mask == null ? null : mask.bind(column, rows));
        }
        return shown;
    }

    private Object readResolve() {
        return parse(answer);
    }
}
