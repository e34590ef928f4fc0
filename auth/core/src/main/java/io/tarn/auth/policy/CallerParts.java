package io.tarn.auth.policy;

import java.util.List;

/** Tells filters that say the same for every caller from those that do not. */
public final class CallerParts {
    private CallerParts() {}

    /** Whether the filter asks anything of the caller. */
    public static boolean in(RowFilter filter) {
        if (filter instanceof RowFilter.And and) {
            return and.parts().stream().anyMatch(CallerParts::in);
        }
        if (filter instanceof RowFilter.Or or) {
            return or.parts().stream().anyMatch(CallerParts::in);
        }
        if (filter instanceof RowFilter.Not not) {
            return in(not.part());
        }
        if (filter instanceof RowFilter.Comparison test) {
            return is(test.left()) || is(List.of(test.right()));
        }
        if (filter instanceof RowFilter.Between test) {
            return is(test.left()) || is(List.of(test.low(), test.high()));
        }
        if (filter instanceof RowFilter.In test) {
            return is(test.left()) || is(test.values());
        }
        if (filter instanceof RowFilter.Like test) {
            return is(test.left());
        }
        if (filter instanceof RowFilter.IsNull test) {
            return is(test.left());
        }
        return filter instanceof RowFilter.IsMember;
    }

    private static boolean is(Operand operand) {
        return operand instanceof Operand.CurrentUser || operand instanceof Operand.Attribute;
    }

    private static boolean is(List<? extends Value> values) {
        return !values.stream().allMatch(Value.Literal.class::isInstance);
    }
}
