package io.tarn.paimon;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.paimon.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Predicates in Paimon's JSON, all of which must be true.
 *
 * <p>SQL's logic has three values, and a comparison with null is unknown. Predicates have no NOT, and AND and OR of unknown
 * and false are never true, so it is enough to tell true from everything else.
 */
final class RowFilter {
    private final List<Object> predicates;

    private RowFilter(List<Object> predicates) {
        this.predicates = predicates;
    }

    /**
     * Null when there is no predicate.
     *
     * @param texts each of them the JSON of one predicate
     */
    static @Nullable RowFilter parse(List<?> texts) {
        List<Object> predicates = new ArrayList<>();
        for (Object text : texts) {
            Object predicate = text instanceof String ? Json.parse((String) text) : null;
            if (predicate == null) {
                throw new PolicyException("a row filter is no predicate");
            }
            predicates.add(predicate);
        }
        return predicates.isEmpty() ? null : new RowFilter(predicates);
    }

    Set<String> columns() {
        return Columns.in(predicates);
    }

    /** @throws PolicyException when it is not fully understood for rows of this type */
    RowTest bind(RowType type) {
        Columns columns = new Columns(type);
        List<RowTest> tests = new ArrayList<>();
        for (Object predicate : predicates) {
            tests.add(test(JsonObject.of(predicate), columns));
        }
        return row -> tests.stream().allMatch(test -> test.isTrue(row));
    }

    private static RowTest test(JsonObject predicate, Columns columns) {
        switch (predicate.text("kind")) {
            case "LEAF":
                return Comparison.of(predicate, columns);
            case "COMPOUND":
                List<RowTest> children = new ArrayList<>();
                for (Object child : predicate.list("children")) {
                    children.add(test(JsonObject.of(child), columns));
                }
                return compound(predicate.text("function"), children);
            default:
                throw new PolicyException("a predicate is neither LEAF nor COMPOUND");
        }
    }

    private static RowTest compound(String function, List<RowTest> children) {
        if (children.isEmpty()) {
            throw new PolicyException("a predicate has no children");
        }
        switch (function) {
            case "AND":
                return row -> children.stream().allMatch(child -> child.isTrue(row));
            case "OR":
                return row -> children.stream().anyMatch(child -> child.isTrue(row));
            default:
                throw new PolicyException("the function " + function + " is not known");
        }
    }
}
