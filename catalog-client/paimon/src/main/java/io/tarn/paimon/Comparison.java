package io.tarn.paimon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.apache.paimon.data.BinaryString;
import org.jspecify.annotations.Nullable;

/** A predicate about one operand. Whatever is compared with null is not true. */
final class Comparison {
    private Comparison() {}

    static RowTest of(JsonObject predicate, Columns columns) {
        String function = predicate.text("function");
        if (function.equals("TRUE") || function.equals("FALSE")) {
            boolean always = function.equals("TRUE");
            return row -> always;
        }
        Operand operand = Operand.of(predicate.object("transform"), columns);
        if (function.equals("IS_NULL")) {
            return row -> operand.value(row) == null;
        }
        if (function.equals("IS_NOT_NULL")) {
            return row -> operand.value(row) != null;
        }
        List<?> literals = predicate.has("literals") ? predicate.list("literals") : Collections.emptyList();
        Predicate<Object> test = test(function, operand.literals(), literals);
        return row -> {
            Object value = operand.value(row);
            return value != null && test.test(value);
        };
    }

    private static Predicate<Object> test(String function, Kind kind, List<?> literals) {
        switch (function) {
            case "IN":
                return in(kind, literals);
            case "NOT_IN":
                // A null among them makes it unknown for what is not in the list either.
                return literals.contains(null)
                        ? value -> false
                        : in(kind, literals).negate();
            case "BETWEEN":
                return between(kind, literals);
            case "NOT_BETWEEN":
                return between(kind, literals).negate();
            case "STARTS_WITH":
                return texts(kind, literals, (text, part) -> text.startsWith(part));
            case "ENDS_WITH":
                return texts(kind, literals, (text, part) -> text.endsWith(part));
            case "CONTAINS":
                return texts(kind, literals, (text, part) -> text.contains(part));
            case "LIKE":
                LikePattern pattern = LikePattern.of(single(kind, literals).toString());
                return texts(kind, literals, (text, part) -> pattern.matches(text.toString()));
            default:
                return compared(kind, single(kind, literals), order(function));
        }
    }

    private static IntPredicate order(String function) {
        switch (function) {
            case "EQUAL":
                return order -> order == 0;
            case "NOT_EQUAL":
                return order -> order != 0;
            case "LESS_THAN":
                return order -> order < 0;
            case "LESS_OR_EQUAL":
                return order -> order <= 0;
            case "GREATER_THAN":
                return order -> order > 0;
            case "GREATER_OR_EQUAL":
                return order -> order >= 0;
            default:
                throw new PolicyException("the function " + function + " is not known");
        }
    }

    private static Predicate<Object> compared(Kind kind, Object literal, IntPredicate order) {
        if (kind == Kind.OTHER) {
            throw new PolicyException("a column of this type is not compared");
        }
        return value -> order.test(compare(value, literal));
    }

    @SuppressWarnings("unchecked") // Both are of the class of one kind.
    private static int compare(Object value, Object literal) {
        return ((Comparable<Object>) value).compareTo(literal);
    }

    private static Predicate<Object> in(Kind kind, List<?> literals) {
        List<Object> converted = new ArrayList<>();
        for (Object literal : literals) {
            if (literal != null) {
                converted.add(kind.literal(literal));
            }
        }
        return value -> converted.stream().anyMatch(literal -> compare(value, literal) == 0);
    }

    private static Predicate<Object> between(Kind kind, List<?> literals) {
        if (literals.size() != 2) {
            throw new PolicyException("BETWEEN takes two literals");
        }
        Object least = kind.literal(literals.get(0));
        Object most = kind.literal(literals.get(1));
        return value -> compare(value, least) >= 0 && compare(value, most) <= 0;
    }

    private interface TextTest {
        boolean test(BinaryString text, BinaryString part);
    }

    private static Predicate<Object> texts(Kind kind, List<?> literals, TextTest test) {
        Object part = single(kind, literals);
        if (kind != Kind.TEXT) {
            throw new PolicyException("only texts are looked into");
        }
        return value -> test.test((BinaryString) value, (BinaryString) part);
    }

    private static Object single(Kind kind, List<? extends @Nullable Object> literals) {
        if (literals.size() != 1) {
            throw new PolicyException("the function takes one literal");
        }
        return kind.literal(literals.get(0));
    }
}
