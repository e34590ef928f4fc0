package io.tarn.engines;

import io.tarn.auth.policy.Binder;
import io.tarn.auth.policy.CallerContext;
import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.ColumnType;
import io.tarn.auth.policy.DataPolicy;
import io.tarn.auth.policy.DataPolicy.MaskedColumn;
import io.tarn.auth.policy.Evaluator;
import io.tarn.auth.policy.MaskEvaluator;
import io.tarn.auth.policy.NotOnThisWireException;
import io.tarn.auth.policy.PaimonFilters;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.auth.policy.RowFilter;
import io.tarn.auth.policy.Value.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reader of a table, what is hidden from it, and what it asks for.
 *
 * @param number tells everything about the case
 */
record PolicyCase(long number, int reader, ModelTable table, RandomPolicy policy, RandomQuery query) {

    String user() {
        return "reader" + reader;
    }

    /** What the query finds where nothing is hidden. */
    List<List<String>> unrestricted() {
        return query.answer(table, table.rows());
    }

    /**
     * What the query finds; empty when it must be refused.
     *
     * @param exact whether the client knows all masks, as Tarn's plugin does
     */
    Optional<List<List<String>>> expected(boolean exact) {
        Set<String> denied = new TreeSet<>();
        Map<String, ColumnMask> masks = masks(exact, denied);
        if (query.columns(table).stream().anyMatch(denied::contains)) {
            return Optional.empty();
        }
        List<Map<String, Object>> seen = new ArrayList<>();
        for (Map<String, Object> row : table.rows()) {
            if (filtersFitTheWire() && seesRow(row)) {
                Map<String, Object> shown = new LinkedHashMap<>(row);
                masks.forEach((column, mask) -> shown.put(
                        column, MaskEvaluator.shown(mask, table.schema().find(column), row)));
                seen.add(shown);
            }
        }
        return Optional.of(query.answer(table, seen));
    }

    /** The filters with what belongs to the caller written into them: no binding, no normal form. */
    private boolean seesRow(Map<String, Object> row) {
        for (String sql : policy.filters()) {
            String own = sql.replace("current_user()", "'" + user() + "'");
            for (int team = 0; team < RandomPolicies.READERS; team++) {
                own = own.replace("is_member('team" + team + "')", team == reader ? "TRUE" : "FALSE");
            }
            if (!Evaluator.sees(RowFilter.parse(own, table.schema()), row)) {
                return false;
            }
        }
        return true;
    }

    /** Nothing is seen under a filter that Paimon's predicates cannot say, and the plugin gets those predicates too. */
    boolean filtersFitTheWire() {
        PolicySchema schema = table.schema();
        Binder binder = new Binder(schema, new CallerContext(user(), RandomPolicies.roles(reader), Map.of()));
        try {
            for (String sql : policy.filters()) {
                new PaimonFilters(schema).write(binder.bind(RowFilter.parse(sql, schema)));
            }
            return true;
        } catch (NotOnThisWireException e) {
            return false;
        }
    }

    private Map<String, ColumnMask> masks(boolean exact, Set<String> denied) {
        PolicySchema schema = table.schema();
        List<MaskedColumn> all = policy.masks().stream()
                .map(mask -> new MaskedColumn(mask.column(), ColumnMask.parse(mask.sql(), schema, mask.column())))
                .toList();
        DataPolicy strictest = DataPolicy.of(Set.of(), List.of(), all);
        denied.addAll(strictest.deniedColumns());
        Map<String, ColumnMask> masks = new LinkedHashMap<>();
        strictest.masks().forEach((column, mask) -> {
            if (exact || onTheWire(mask)) {
                masks.put(column, mask);
            } else if (table.mayBeNull(table.column(column))) {
                masks.put(column, new ColumnMask.Null());
            } else if (table.column(column).parsed().isText()) {
                masks.put(
                        column,
                        new ColumnMask.Constant(
                                new Literal(stars(table.column(column).parsed()))));
            } else {
                denied.add(column);
            }
        });
        return masks;
    }

    /** Paimon's own readers know null, constant texts, and functions of texts. */
    private static boolean onTheWire(ColumnMask mask) {
        return mask instanceof ColumnMask.Null
                || mask instanceof ColumnMask.Computed
                || (mask instanceof ColumnMask.Constant constant
                        && constant.literal().value() instanceof String);
    }

    private static String stars(ColumnType type) {
        return "*".repeat(type.kind() == ColumnType.Kind.CHAR ? type.precision() : Math.min(4, type.precision()));
    }

    /** The case, for whoever has to find out. */
    String describe() {
        StringBuilder text = new StringBuilder("-Dtarn.it.case=" + number);
        text.append("\n  table ").append(table.name()).append(' ').append(table.columns());
        policy.filters().forEach(sql -> text.append("\n  filter ").append(sql));
        policy.masks().forEach(mask -> text.append("\n  mask ").append(mask));
        text.append("\n  query ").append(query.sql(table.name()));
        RandomQuery all = new RandomQuery(List.of(), List.of(), false);
        all.answer(table, table.rows()).forEach(row -> text.append("\n  row ").append(row));
        return text.toString();
    }
}
