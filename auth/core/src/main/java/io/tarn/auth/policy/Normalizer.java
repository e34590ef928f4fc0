package io.tarn.auth.policy;

import io.tarn.auth.policy.RowFilter.Truth;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings a filter into a form without NOT: negation moves into the tests, which under SQL's logic changes nothing, for a
 * test and its negation are unknown for the same rows. AND in AND, OR in OR, and what decides nothing, go away.
 */
final class Normalizer {
    private Normalizer() {}

    /** The same for every row, unknown included. */
    static RowFilter normal(RowFilter filter) {
        return pushed(filter, false);
    }

    /** A filter without NOT that keeps the same rows, with no UNKNOWN in it: what is unknown is not seen. */
    static RowFilter rows(RowFilter filter) {
        return withoutUnknown(normal(filter));
    }

    private static RowFilter pushed(RowFilter filter, boolean negate) {
        if (filter instanceof RowFilter.Not not) {
            return pushed(not.part(), !negate);
        }
        if (filter instanceof RowFilter.And and) {
            return joined(pushed(and.parts(), negate), !negate);
        }
        if (filter instanceof RowFilter.Or or) {
            return joined(pushed(or.parts(), negate), negate);
        }
        return negate ? negated(filter) : filter;
    }

    private static List<RowFilter> pushed(List<RowFilter> parts, boolean negate) {
        return parts.stream().map(part -> pushed(part, negate)).toList();
    }

    private static RowFilter negated(RowFilter test) {
        if (test instanceof Truth truth) {
            return truth.negated();
        }
        if (test instanceof RowFilter.Comparison it) {
            return new RowFilter.Comparison(it.left(), it.operator().negated(), it.right());
        }
        if (test instanceof RowFilter.Between it) {
            return new RowFilter.Between(it.left(), it.low(), it.high(), !it.negated());
        }
        if (test instanceof RowFilter.In it) {
            return new RowFilter.In(it.left(), it.values(), !it.negated());
        }
        if (test instanceof RowFilter.Like it) {
            return new RowFilter.Like(it.left(), it.pattern(), !it.negated());
        }
        if (test instanceof RowFilter.IsNull it) {
            return new RowFilter.IsNull(it.left(), !it.negated());
        }
        return RowFilter.not(test);
    }

    /** The parts joined by AND or OR, in their order, each once. */
    static RowFilter joined(List<RowFilter> parts, boolean and) {
        Truth decides = Truth.of(!and);
        Truth changesNothing = Truth.of(and);
        Set<RowFilter> flat = new LinkedHashSet<>();
        for (RowFilter part : parts) {
            if (and && part instanceof RowFilter.And inner) {
                flat.addAll(inner.parts());
            } else if (!and && part instanceof RowFilter.Or inner) {
                flat.addAll(inner.parts());
            } else if (part == decides) {
                return decides;
            } else if (part != changesNothing) {
                flat.add(part);
            }
        }
        return and ? RowFilter.and(List.copyOf(flat)) : RowFilter.or(List.copyOf(flat));
    }

    private static RowFilter withoutUnknown(RowFilter filter) {
        if (filter == Truth.UNKNOWN) {
            return Truth.FALSE;
        }
        if (filter instanceof RowFilter.And and) {
            return joined(and.parts().stream().map(Normalizer::withoutUnknown).toList(), true);
        }
        if (filter instanceof RowFilter.Or or) {
            return joined(or.parts().stream().map(Normalizer::withoutUnknown).toList(), false);
        }
        return filter;
    }
}
