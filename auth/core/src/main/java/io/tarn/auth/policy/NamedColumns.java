package io.tarn.auth.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the columns that an expression names, in the order in which it does. */
final class NamedColumns {
    private NamedColumns() {}

    static Set<String> of(RowFilter filter) {
        Set<String> names = new LinkedHashSet<>();
        collect(filter, names);
        return names;
    }

    static Set<String> of(Operand operand) {
        Set<String> names = new LinkedHashSet<>();
        collect(operand, names);
        return names;
    }

    private static void collect(RowFilter filter, Set<String> names) {
        if (filter instanceof RowFilter.And and) {
            and.parts().forEach(part -> collect(part, names));
        } else if (filter instanceof RowFilter.Or or) {
            or.parts().forEach(part -> collect(part, names));
        } else if (filter instanceof RowFilter.Not not) {
            collect(not.part(), names);
        } else if (filter instanceof RowFilter.Comparison comparison) {
            collect(comparison.left(), names);
        } else if (filter instanceof RowFilter.Between between) {
            collect(between.left(), names);
        } else if (filter instanceof RowFilter.In in) {
            collect(in.left(), names);
        } else if (filter instanceof RowFilter.Like like) {
            collect(like.left(), names);
        } else if (filter instanceof RowFilter.IsNull isNull) {
            collect(isNull.left(), names);
        }
    }

    private static void collect(Operand operand, Set<String> names) {
        if (operand instanceof Operand.Column column) {
            names.add(column.name());
        } else if (operand instanceof Operand.Upper upper) {
            names.add(upper.column().name());
        } else if (operand instanceof Operand.Lower lower) {
            names.add(lower.column().name());
        } else if (operand instanceof Operand.Concat concat) {
            collect(concat.pieces(), names);
        } else if (operand instanceof Operand.ConcatWs concat) {
            collect(concat.pieces(), names);
        }
    }

    private static void collect(List<Operand.Piece> pieces, Set<String> names) {
        for (Operand.Piece piece : pieces) {
            if (piece instanceof Operand.Column column) {
                names.add(column.name());
            }
        }
    }
}
