package io.tarn.auth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one caller sees of one table, as Paimon's readers are told. What they cannot evaluate is told more strictly, never
 * less: no row instead of a filter, nothing instead of a mask, and where that cannot be shown either, no column.
 *
 * @param filters predicates that must all hold, as parsed JSON; empty when every row is seen
 * @param masks transforms by the name of the column, as parsed JSON
 * @param stricter for each thing that is told more strictly than it was meant, one sentence
 */
public record PaimonPolicy(
        Set<String> deniedColumns,
        List<Map<String, Object>> filters,
        Map<String, Map<String, Object>> masks,
        List<String> stricter) {
    /**
     * @param policy bound to the caller
     * @throws PolicyException when it does not fit the schema, which has changed since the policy was made
     */
    public static PaimonPolicy of(DataPolicy policy, PolicySchema schema) {
        Set<String> denied = new TreeSet<>(policy.deniedColumns());
        List<String> stricter = new ArrayList<>();
        List<Map<String, Object>> filters = filters(policy, schema, stricter);
        Map<String, Map<String, Object>> masks = new TreeMap<>();
        PaimonMasks writer = new PaimonMasks(schema);
        policy.masks().forEach((column, mask) -> {
            Map<String, Object> transform = null;
            try {
                transform = writer.write(MaskCheck.check(mask, schema, column));
            } catch (NotOnThisWireException e) {
                transform = writer.strictest(column);
                stricter.add("column " + column + ": " + e.getMessage());
            }
            if (transform == null) {
                denied.add(column);
            } else {
                masks.put(column, transform);
            }
        });
        return new PaimonPolicy(denied, filters, masks, stricter);
    }

    private static List<Map<String, Object>> filters(DataPolicy policy, PolicySchema schema, List<String> stricter) {
        PaimonFilters writer = new PaimonFilters(schema);
        List<Map<String, Object>> filters = new ArrayList<>();
        for (RowFilter filter : policy.filters()) {
            try {
                filters.addAll(writer.write(filter));
            } catch (NotOnThisWireException e) {
                stricter.add("row filter " + filter.sql() + ": " + e.getMessage());
                return List.of(PaimonFilters.nothing());
            }
        }
        return filters;
    }
}
