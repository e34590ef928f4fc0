package io.tarn.engines.programs;

import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.RowType;
import org.apache.paimon.utils.InstantiationUtil;

/**
 * Reads as engines do: columns and a condition are pushed down, the splits are planned in one place and read in another, and
 * the condition is evaluated once more on the rows that come.
 */
@SuppressWarnings("try") // the readers of Paimon: their close() throws Exception
final class CaseReads {

    private final Catalog catalog;

    CaseReads(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The rows as texts. */
    List<List<String>> read(Identifier identifier, JsonNode query) throws Exception {
        Table table = catalog.getTable(identifier);
        RowType all = table.rowType();
        ReadBuilder builder = table.newReadBuilder();
        RowType type = all;
        if (query.has("select")) {
            List<String> names = new ArrayList<>();
            query.get("select").forEach(name -> names.add(name.asText()));
            int[] places = names.stream().mapToInt(all::getFieldIndex).toArray();
            builder.withProjection(places);
            type = all.project(places);
        }
        if (query.has("where")) {
            builder.withFilter(condition(query.get("where"), all));
        }
        List<byte[]> splits = new ArrayList<>();
        for (Split split : builder.newScan().plan().splits()) {
            splits.add(InstantiationUtil.serializeObject(split));
        }
        ReadBuilder shipped = (ReadBuilder) shipped(InstantiationUtil.serializeObject(builder));
        Predicate last = query.has("where") ? condition(query.get("where"), type) : null;
        List<List<String>> rows = new ArrayList<>();
        for (byte[] split : splits) {
            try (RecordReader<InternalRow> reader = shipped.newRead().createReader((Split) shipped(split))) {
                List<InternalRow.FieldGetter> getters = getters(type);
                List<DataField> fields = type.getFields();
                reader.forEachRemaining(row -> {
                    if (last == null || last.test(row)) {
                        rows.add(texts(row, getters, fields));
                    }
                });
            }
        }
        return rows;
    }

    private static Object shipped(byte[] object) throws Exception {
        return InstantiationUtil.deserializeObject(object, CaseReads.class.getClassLoader());
    }

    private static List<InternalRow.FieldGetter> getters(RowType type) {
        List<InternalRow.FieldGetter> getters = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            getters.add(InternalRow.createFieldGetter(type.getTypeAt(i), i));
        }
        return getters;
    }

    private static List<String> texts(InternalRow row, List<InternalRow.FieldGetter> getters, List<DataField> fields) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            texts.add(Cells.ofPaimon(
                    getters.get(i).getFieldOrNull(row), fields.get(i).type()));
        }
        return texts;
    }

    private static Predicate condition(JsonNode where, RowType type) {
        List<Predicate> tests = new ArrayList<>();
        where.get("tests").forEach(test -> tests.add(test(test, type)));
        return where.get("any").asBoolean() ? PredicateBuilder.or(tests) : PredicateBuilder.and(tests);
    }

    private static Predicate test(JsonNode test, RowType type) {
        PredicateBuilder builder = new PredicateBuilder(type);
        int place = type.getFieldIndex(test.get("column").asText());
        List<Object> values = new ArrayList<>();
        test.get("values").forEach(text -> values.add(Cells.value(text.asText(), type.getTypeAt(place))));
        switch (test.get("operator").asText()) {
            case "=":
                return builder.equal(place, values.get(0));
            case "<>":
                return builder.notEqual(place, values.get(0));
            case "<":
                return builder.lessThan(place, values.get(0));
            case ">":
                return builder.greaterThan(place, values.get(0));
            case "IN":
                return builder.in(place, values);
            case "IS NULL":
                return builder.isNull(place);
            case "IS NOT NULL":
                return builder.isNotNull(place);
            default:
                throw new IllegalArgumentException("unknown test " + test);
        }
    }
}
