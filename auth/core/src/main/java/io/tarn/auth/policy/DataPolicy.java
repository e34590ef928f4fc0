package io.tarn.auth.policy;

import io.tarn.auth.policy.RowFilter.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one caller sees of one table.
 *
 * @param deniedColumns that may not be read at all; never masked as well
 * @param filters bound to the caller; a row is seen when all of them are true. Never TRUE; FALSE only alone
 * @param masks by the name of the column, in the order of names
 */
public record DataPolicy(Set<String> deniedColumns, List<RowFilter> filters, Map<String, ColumnMask> masks) {
    /** No restriction. */
    public static final DataPolicy NONE = new DataPolicy(Set.of(), List.of(), Map.of());

    /** A mask, and the column that it is for. */
    public record MaskedColumn(String column, ColumnMask mask) {}

    public DataPolicy {
        deniedColumns = Set.copyOf(deniedColumns);
        filters = conjunction(filters);
        Map<String, ColumnMask> rest = new TreeMap<>(masks);
        rest.keySet().removeAll(deniedColumns);
        masks = Collections.unmodifiableMap(rest);
    }

    /**
     * All of these at once. Of several masks on a column the strictest holds; when none is the strictest, the column is
     * denied.
     *
     * @param filters bound to the caller
     */
    public static DataPolicy of(Set<String> deniedColumns, List<RowFilter> filters, List<MaskedColumn> masks) {
        Set<String> denied = new TreeSet<>(deniedColumns);
        Map<String, List<ColumnMask>> byColumn = new TreeMap<>();
        for (MaskedColumn masked : masks) {
            byColumn.computeIfAbsent(masked.column(), name -> new ArrayList<>()).add(masked.mask());
        }
        Map<String, ColumnMask> strictest = new HashMap<>();
        byColumn.forEach((column, candidates) -> {
            ColumnMask mask = strictest(candidates);
            if (mask == null) {
                denied.add(column);
            } else {
                strictest.put(column, mask);
            }
        });
        return new DataPolicy(denied, filters, strictest);
    }

    /** Whatever either of them restricts. */
    public DataPolicy and(DataPolicy other) {
        Set<String> denied = new TreeSet<>(deniedColumns);
        denied.addAll(other.deniedColumns);
        List<RowFilter> all = new ArrayList<>(filters);
        all.addAll(other.filters);
        List<MaskedColumn> masked = new ArrayList<>();
        masks.forEach((column, mask) -> masked.add(new MaskedColumn(column, mask)));
        other.masks.forEach((column, mask) -> masked.add(new MaskedColumn(column, mask)));
        return of(denied, all, masked);
    }

    /** Whether the caller sees the table as it is. */
    public boolean unrestricted() {
        return deniedColumns.isEmpty() && filters.isEmpty() && masks.isEmpty();
    }

    /**
     * What the caller sees of the row: null when nothing, else the columns that are not denied, masked.
     *
     * @param row values as {@link Evaluator} takes them
     */
    public @Nullable Map<String, @Nullable Object> seen(
            PolicySchema schema, Map<String, ? extends @Nullable Object> row) {
        for (RowFilter filter : filters) {
            if (!Evaluator.sees(filter, row)) {
                return null;
            }
        }
        Map<String, @Nullable Object> seen = new LinkedHashMap<>();
        for (PolicySchema.Column column : schema.columns()) {
            if (!deniedColumns.contains(column.name())) {
                ColumnMask mask = masks.get(column.name());
                seen.put(column.name(), mask == null ? row.get(column.name()) : MaskEvaluator.shown(mask, column, row));
            }
        }
        return seen;
    }

    private static List<RowFilter> conjunction(List<RowFilter> filters) {
        RowFilter joined = Normalizer.joined(filters, true);
        if (joined == Truth.TRUE) {
            return List.of();
        }
        return joined instanceof RowFilter.And and ? and.parts() : List.of(joined);
    }

    /** Null when two of them hide different things. */
    private static @Nullable ColumnMask strictest(List<ColumnMask> masks) {
        ColumnMask strictest = masks.get(0);
        boolean alone = true;
        for (ColumnMask mask : masks.subList(1, masks.size())) {
            int order = mask.strictness() - strictest.strictness();
            if (order > 0) {
                strictest = mask;
                alone = true;
            } else if (order == 0 && !mask.equals(strictest)) {
                if (mask instanceof ColumnMask.Constant) {
                    // Both show nothing: any, but always the same one.
                    strictest = mask.sql().compareTo(strictest.sql()) < 0 ? mask : strictest;
                } else {
                    alone = false;
                }
            }
        }
        return alone ? strictest : null;
    }
}
