package io.tarn.engines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.policy.ColumnType;
import io.tarn.auth.policy.Evaluator;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.auth.policy.RowFilter;
import io.tarn.engines.ModelTable.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a reader asks for.
 *
 * @param select the columns; empty for all
 * @param any whether one of the tests is enough
 */
record RandomQuery(List<String> select, List<Test> tests, boolean any) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param values that the column is compared with; none for tests of null */
    record Test(String column, String operator, List<Object> values) {
        private String sql(Function<Object, String> literal) {
            String right = values.stream().map(literal).collect(Collectors.joining(", "));
            String list = operator.equals("IN") ? "(" + right + ")" : right;
            return RandomPolicy.quoted(column) + " " + operator + (values.isEmpty() ? "" : " " + list);
        }
    }

    /** @param hidden columns that are not compared: what a query may learn of them is another question */
    static RandomQuery next(ModelTable table, Set<String> hidden, RandomValues values) {
        List<Column> shuffled = new ArrayList<>(table.columns());
        Collections.shuffle(shuffled, new java.util.Random(values.below(1 << 20)));
        List<Column> chosen =
                values.oneIn(2) ? table.columns() : shuffled.subList(0, 1 + values.below(Math.min(4, shuffled.size())));
        List<Test> tests = new ArrayList<>();
        for (Column column : chosen) {
            if (tests.size() < 2 && values.oneIn(3) && !hidden.contains(column.name())) {
                tests.add(test(column, values));
            }
        }
        List<String> select = chosen.size() == table.columns().size()
                ? List.of()
                : chosen.stream().map(Column::name).toList();
        return new RandomQuery(select, tests, values.oneIn(2));
    }

    private static Test test(Column column, RandomValues values) {
        ColumnType type = column.parsed();
        // How engines compare the other types is not the question here.
        boolean compares = switch (type.kind()) {
            case TINYINT, SMALLINT, INT, BIGINT, DECIMAL, VARCHAR, TIMESTAMP, DATE -> true;
            default -> false;
        };
        if (!compares || values.oneIn(5)) {
            return new Test(column.name(), values.oneIn(2) ? "IS NULL" : "IS NOT NULL", List.of());
        }
        List<Object> literals = new ArrayList<>(List.of(values.literal(type)));
        String operator = values.pick(List.of("=", "<>", "<", ">", "IN"));
        if (operator.equals("IN")) {
            literals.add(values.literal(type));
        }
        return new Test(column.name(), operator, literals);
    }

    private String condition(Function<Object, String> literal) {
        return tests.stream().map(test -> test.sql(literal)).collect(Collectors.joining(any ? " OR " : " AND "));
    }

    /**
     * For Flink.
     *
     * @param from the table with its catalog
     */
    String sql(String from) {
        String columns = select.isEmpty()
                ? "*"
                : select.stream().map(RandomPolicy::quoted).collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + from
                + (tests.isEmpty() ? "" : " WHERE " + condition(RandomValues::flinkSql));
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        if (!select.isEmpty()) {
            select.forEach(json.putArray("select")::add);
        }
        if (!tests.isEmpty()) {
            ObjectNode where = json.putObject("where").put("any", any);
            var told = where.putArray("tests");
            for (Test test : tests) {
                ObjectNode each = told.addObject().put("column", test.column()).put("operator", test.operator());
                test.values().forEach(value -> each.withArray("values").add(RandomValues.text(value)));
                each.withArray("values");
            }
        }
        return json;
    }

    /** The columns that are read. */
    List<String> columns(ModelTable table) {
        return select.isEmpty() ? table.names() : select;
    }

    /** The answer, in no order, for whoever sees these rows of the table. */
    List<List<String>> answer(ModelTable table, Collection<Map<String, Object>> rows) {
        PolicySchema schema = table.schema();
        RowFilter condition =
                tests.isEmpty() ? RowFilter.Truth.TRUE : RowFilter.parse(condition(RandomValues::sql), schema);
        List<List<String>> answer = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            if (Evaluator.sees(condition, row)) {
                List<String> texts = new ArrayList<>();
                columns(table).forEach(column -> texts.add(RandomValues.text(row.get(column))));
                answer.add(texts);
            }
        }
        return answer;
    }
}
