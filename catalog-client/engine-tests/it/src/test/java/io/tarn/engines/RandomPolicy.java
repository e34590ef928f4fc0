package io.tarn.engines;

import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.ColumnType;
import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.PolicyException;
import io.tarn.engines.ModelTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Row filters and column masks of one reader of a table, each bound to another role of the reader, so that they meet in the
 * server.
 */
record RandomPolicy(List<String> filters, List<Mask> masks) {
    private static final List<String> PATTERNS =
            List.of("%", "E%", "%u", "%a%", "a\\%b", "%\\_%", "_U", "e_", "%a%b%", "x%y", "reader_", "", "a\\\\b");
    private static final List<String> OPERATORS = List.of("=", "<>", "<", "<=", ">", ">=");

    record Mask(String column, String sql) {}

    static RandomPolicy next(ModelTable table, RandomValues values) {
        List<String> filters = new ArrayList<>();
        for (int i = 1 + values.below(2); i > 0; i--) {
            filters.add(filter(table, 1 + values.below(2), values));
        }
        List<Mask> masks = new ArrayList<>();
        for (int i = values.below(3); i > 0; i--) {
            Column column = values.pick(table.columns());
            String sql = mask(table, column, values);
            if (!sql.isEmpty()) {
                masks.add(new Mask(column.name(), sql));
            }
        }
        return new RandomPolicy(filters, masks);
    }

    /** The columns that the server keeps as they are, for the policies are about them. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>();
        filters.forEach(
                sql -> columns.addAll(io.tarn.auth.policy.RowFilter.parse(sql).columns()));
        masks.forEach(mask -> columns.add(mask.column()));
        return columns;
    }

    private static String filter(ModelTable table, int depth, RandomValues values) {
        if (depth == 0 || values.oneIn(3)) {
            return test(table, values);
        }
        return switch (values.below(5)) {
            case 0, 1 -> "(" + filter(table, depth - 1, values) + " AND " + filter(table, depth - 1, values) + ")";
            case 2, 3 -> "(" + filter(table, depth - 1, values) + " OR " + filter(table, depth - 1, values) + ")";
            default -> "NOT (" + filter(table, depth - 1, values) + ")";
        };
    }

    private static String test(ModelTable table, RandomValues values) {
        if (values.oneIn(14)) {
            return "is_member('team" + values.below(RandomPolicies.READERS) + "')";
        }
        Column column = values.pick(table.columns());
        ColumnType type = column.parsed();
        String name = quoted(column.name());
        String not = values.oneIn(3) ? "NOT " : "";
        if (type.kind() == Kind.OTHER || values.oneIn(8)) {
            return name + " IS " + not + "NULL";
        }
        if (type.isText()) {
            String left = text(name, values);
            if (values.oneIn(3)) {
                String pattern = values.pick(PATTERNS);
                String escape = pattern.contains("\\") ? " ESCAPE '\\'" : "";
                return left + " " + not + "LIKE " + RandomValues.policySql(pattern) + escape;
            }
            if (values.oneIn(6)) {
                return left + (values.oneIn(2) ? " = " : " <> ") + "current_user()";
            }
            return compared(left, type, not, values);
        }
        return compared(name, type, not, values);
    }

    private static String text(String name, RandomValues values) {
        return switch (values.below(8)) {
            case 0 -> "upper(" + name + ")";
            case 1 -> "lower(" + name + ")";
            case 2 -> "concat(" + name + ", '-', " + name + ")";
            case 3 -> "concat_ws('-', " + name + ", 'EU')";
            default -> name;
        };
    }

    private static String compared(String left, ColumnType type, String not, RandomValues values) {
        return switch (values.below(4)) {
            case 0 -> {
                List<String> literals = new ArrayList<>();
                for (int i = 1 + values.below(3); i > 0; i--) {
                    literals.add(literal(type, values));
                }
                yield left + " " + not + "IN (" + String.join(", ", literals) + ")";
            }
            case 1 ->
                type.kind() == Kind.BOOLEAN
                        ? left + " = TRUE"
                        : left + " " + not + "BETWEEN " + literal(type, values) + " AND " + literal(type, values);
            default ->
                left + " "
                        + (type.kind() == Kind.BOOLEAN ? values.pick(OPERATORS.subList(0, 2)) : values.pick(OPERATORS))
                        + " " + literal(type, values);
        };
    }

    private static String literal(ColumnType type, RandomValues values) {
        return RandomValues.policySql(values.literal(type));
    }

    /** Empty when the column takes none of those that were tried. */
    private static String mask(ModelTable table, Column column, RandomValues values) {
        String name = quoted(column.name());
        List<String> candidates = new ArrayList<>(List.of("NULL", "mask_null()"));
        for (String function : List.of(
                "mask",
                "mask_show_last_4",
                "mask_show_first_4",
                "mask_hash",
                "mask_date_show_year",
                "upper",
                "lower")) {
            candidates.add(function + "(" + name + ")");
        }
        candidates.add("concat('<', " + name + ", '>')");
        candidates.add("concat_ws('/', " + name + ", 'x')");
        if (column.parsed().kind() != Kind.OTHER) {
            candidates.add(RandomValues.policySql(values.literal(column.parsed())));
            candidates.add(RandomValues.policySql(values.literal(column.parsed())));
        }
        List<String> fitting = candidates.stream()
                .filter(sql -> fits(sql, table, column.name()))
                .toList();
        return fitting.isEmpty() ? "" : values.pick(fitting);
    }

    private static boolean fits(String sql, ModelTable table, String column) {
        try {
            ColumnMask.parse(sql, table.schema(), column);
            return true;
        } catch (PolicyException e) {
            return false;
        }
    }

    static String quoted(String name) {
        return "`" + name + "`";
    }
}
