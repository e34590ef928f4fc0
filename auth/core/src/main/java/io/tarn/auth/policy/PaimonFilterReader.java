package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.RowFilter.Truth;
import io.tarn.auth.policy.Value.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a predicate. What it compares is not checked against the type of the column yet. */
final class PaimonFilterReader {
    private final PolicySchema schema;
    private final PaimonTransforms transforms;
    private final PaimonLiterals literals = new PaimonLiterals();
    private int depth;

    PaimonFilterReader(PolicySchema schema) {
        this.schema = schema;
        this.transforms = new PaimonTransforms(schema);
    }

    RowFilter read(@Nullable Object tree) {
        JsonObject predicate = JsonObject.of(tree, "a predicate");
        String kind = predicate.text("kind");
        if (kind.equals("LEAF")) {
            predicate.only("kind", "transform", "function", "literals");
            return leaf(predicate);
        }
        if (!kind.equals("COMPOUND")) {
            throw new PolicyException("there is no predicate of the kind " + kind);
        }
        predicate.only("kind", "function", "children");
        if (++depth > Cursor.DEEPEST) {
            throw new PolicyException("nested deeper than " + Cursor.DEEPEST);
        }
        List<RowFilter> children = new ArrayList<>();
        for (Object child : predicate.list("children")) {
            children.add(read(child));
        }
        depth--;
        if (children.isEmpty()) {
            throw new PolicyException("a compound predicate has no children");
        }
        return switch (predicate.text("function")) {
            case "AND" -> RowFilter.and(children);
            case "OR" -> RowFilter.or(children);
            default -> throw new PolicyException("there is no compound function " + predicate.text("function"));
        };
    }

    private RowFilter leaf(JsonObject leaf) {
        JsonObject transform = leaf.object("transform");
        String function = leaf.text("function");
        List<?> values = leaf.optionalList("literals");
        String name = transform.text(PaimonTransforms.NAME);
        if (function.equals("TRUE") || function.equals("FALSE")) {
            count(function, values, 0);
            return Truth.valueOf(function);
        }
        if (name.equals(PaimonTransforms.NULL)) {
            transform.only(PaimonTransforms.NAME);
            return Truth.of(function.equals("IS_NULL"));
        }
        if (name.equals(PaimonTransforms.CAST)) {
            transform.only(PaimonTransforms.NAME, "fieldRef", "type");
            Column column = transforms.column(transform.object("fieldRef"));
            return test(column, function, literals.cast(schema, column, transform.text("type"), function, values));
        }
        Operand operand = transforms.read(transform);
        Kind kind = operand instanceof Column column
                ? schema.column(column.name()).type().kind()
                : Kind.VARCHAR;
        boolean days = kind == Kind.DATE && isDays(transform);
        List<Literal> read = new ArrayList<>();
        for (Object value : values) {
            read.add(days ? literals.days(value) : literals.read(value, kind));
        }
        return test(operand, function, read);
    }

    /** Whether the literals for a date are numbers of days. */
    private static boolean isDays(JsonObject transform) {
        return transform.object("fieldRef").get("type") instanceof String type
                && ColumnType.of(type).kind() == Kind.INT;
    }

    private static RowFilter test(Operand left, String function, List<Literal> values) {
        int literals = switch (function) {
            case "IS_NULL", "IS_NOT_NULL" -> 0;
            case "BETWEEN", "NOT_BETWEEN" -> 2;
            case "IN", "NOT_IN" -> Math.max(1, values.size());
            default -> 1;
        };
        count(function, values, literals);
        return switch (function) {
            case "IS_NULL", "IS_NOT_NULL" -> new RowFilter.IsNull(left, function.equals("IS_NOT_NULL"));
            case "BETWEEN", "NOT_BETWEEN" ->
                new RowFilter.Between(left, values.get(0), values.get(1), function.equals("NOT_BETWEEN"));
            case "IN", "NOT_IN" -> new RowFilter.In(left, List.copyOf(values), function.equals("NOT_IN"));
            default -> {
                Operator operator = operator(function);
                yield operator == null
                        ? like(left, function, values.get(0))
                        : new RowFilter.Comparison(left, operator, values.get(0));
            }
        };
    }

    private static RowFilter like(Operand left, String function, Literal literal) {
        String pattern = switch (function) {
            case "STARTS_WITH" -> LikePattern.around(false, text(function, literal), true);
            case "ENDS_WITH" -> LikePattern.around(true, text(function, literal), false);
            case "CONTAINS" -> LikePattern.around(true, text(function, literal), true);
            case "LIKE" -> LikePattern.of(text(function, literal)).text();
            default -> throw new PolicyException("there is no function " + function);
        };
        return new RowFilter.Like(left, pattern, false);
    }

    private static String text(String function, Literal literal) {
        if (literal.value() instanceof String text) {
            return text;
        }
        throw new PolicyException(function + " takes a text");
    }

    private static @Nullable Operator operator(String function) {
        for (Operator operator : Operator.values()) {
            if (PaimonTests.function(operator).equals(function)) {
                return operator;
            }
        }
        return null;
    }

    private static void count(String function, List<?> values, int count) {
        if (values.size() != count) {
            throw new PolicyException(function + " takes " + count + " literals, not " + values.size());
        }
    }
}
