package io.tarn.auth.policy;

import io.tarn.auth.policy.RowFilter.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Row filters as Paimon's JSON of predicates, as parsed values: maps, lists, texts, numbers, booleans. Numbers with a point
 * are best parsed as decimals; a double says no more than it has digits for.
 */
public final class PaimonFilters {
    private final PolicySchema schema;

    public PaimonFilters(PolicySchema schema) {
        this.schema = schema;
    }

    /** The filter that a predicate means, checked against the table. @throws PolicyException when anything is not known */
    public RowFilter read(Object tree) {
        return FilterCheck.check(new PaimonFilterReader(schema).read(tree), schema);
    }

    /**
     * Predicates that the Java readers of Paimon 1.4 and 2.0 evaluate as what the filter means, all of which must hold; none
     * when every row is seen.
     *
     * @param filter bound to a caller
     * @throws NotOnThisWireException when those readers cannot evaluate it
     * @throws PolicyException when it does not fit the table
     */
    public List<Map<String, Object>> write(RowFilter filter) {
        RowFilter rows = Normalizer.rows(FilterCheck.check(filter, schema));
        if (rows == Truth.TRUE) {
            return List.of();
        }
        if (rows == Truth.FALSE) {
            return List.of(nothing());
        }
        PaimonFilterWriter writer = new PaimonFilterWriter(schema);
        List<RowFilter> parts = rows instanceof RowFilter.And and ? and.parts() : List.of(rows);
        return parts.stream().map(writer::write).toList();
    }

    /** The predicate that no row fulfils. */
    static Map<String, Object> nothing() {
        return leaf(PaimonTransforms.nothing(), "FALSE", List.of());
    }

    static Map<String, Object> leaf(Map<String, Object> transform, String function, List<?> literals) {
        Map<String, Object> leaf = new LinkedHashMap<>();
        leaf.put("kind", "LEAF");
        leaf.put("transform", transform);
        leaf.put("function", function);
        leaf.put("literals", literals);
        return leaf;
    }

    static Map<String, Object> compound(String function, List<Map<String, Object>> children) {
        if (children.size() == 1) {
            return children.get(0);
        }
        Map<String, Object> compound = new LinkedHashMap<>();
        compound.put("kind", "COMPOUND");
        compound.put("function", function);
        compound.put("children", children);
        return compound;
    }
}
