package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.Operand.Piece;
import io.tarn.auth.policy.Operand.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Paimon's JSON of columns and of functions over them, as parsed values. */
final class PaimonTransforms {
    static final String FIELD_REF = "FIELD_REF";
    static final String CAST = "CAST";
    static final String NULL = "NULL";
    static final String NAME = "name";

    private final PolicySchema schema;

    PaimonTransforms(PolicySchema schema) {
        this.schema = schema;
    }

    static Map<String, Object> nothing() {
        return named(NULL);
    }

    static Map<String, Object> constant(String text) {
        Map<String, Object> transform = named("CONCAT");
        transform.put("inputs", List.of(text));
        return transform;
    }

    Map<String, Object> write(Operand operand) {
        if (operand instanceof Column column) {
            return field(column, type(column));
        }
        if (operand instanceof Operand.Upper upper) {
            return texts("UPPER", List.of(upper.column()));
        }
        if (operand instanceof Operand.Lower lower) {
            return texts("LOWER", List.of(lower.column()));
        }
        if (operand instanceof Operand.Concat concat) {
            return texts("CONCAT", concat.pieces());
        }
        if (operand instanceof Operand.ConcatWs concat) {
            List<Piece> pieces = new ArrayList<>(List.of(new Text(concat.separator())));
            pieces.addAll(concat.pieces());
            return texts("CONCAT_WS", pieces);
        }
        throw new IllegalStateException("the filter is not bound to a caller: " + operand);
    }

    /** @param type that readers take the literals for */
    Map<String, Object> field(Column column, String type) {
        Map<String, Object> transform = named(FIELD_REF);
        transform.put("fieldRef", reference(column, type));
        return transform;
    }

    Map<String, Object> cast(Column column, String to) {
        Map<String, Object> transform = named(CAST);
        transform.put("fieldRef", reference(column, type(column)));
        transform.put("type", to);
        return transform;
    }

    private Map<String, Object> texts(String name, List<? extends Piece> pieces) {
        List<Object> inputs = new ArrayList<>();
        for (Piece piece : pieces) {
            inputs.add(piece instanceof Column column ? reference(column, type(column)) : ((Text) piece).text());
        }
        Map<String, Object> transform = named(name);
        transform.put("inputs", inputs);
        return transform;
    }

    /** What cannot be looked into is called a STRING: nested types have no text, and whether it is null asks for none. */
    private String type(Column column) {
        ColumnType type = schema.column(column.name()).type();
        return type.kind() == Kind.OTHER ? "STRING" : type.text();
    }

    private Map<String, Object> reference(Column column, String type) {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("index", schema.place(column.name()));
        reference.put(NAME, column.name());
        reference.put("type", type);
        return reference;
    }

    private static Map<String, Object> named(String name) {
        Map<String, Object> transform = new LinkedHashMap<>();
        transform.put(NAME, name);
        return transform;
    }

    /** The column or text that a transform other than CAST and NULL means. */
    Operand read(JsonObject transform) {
        String name = transform.text(NAME);
        if (name.equals(FIELD_REF)) {
            transform.only(NAME, "fieldRef");
            return column(transform.object("fieldRef"));
        }
        transform.only(NAME, "inputs");
        List<Piece> inputs = new ArrayList<>();
        for (Object input : transform.list("inputs")) {
            inputs.add(
                    input instanceof String text ? new Text(unicode(text)) : column(JsonObject.of(input, "an input")));
        }
        return switch (name) {
            case "UPPER" -> new Operand.Upper(single(name, inputs));
            case "LOWER" -> new Operand.Lower(single(name, inputs));
            case "CONCAT" -> new Operand.Concat(inputs);
            case "CONCAT_WS" -> {
                if (inputs.size() < 2 || !(inputs.get(0) instanceof Text separator)) {
                    throw new PolicyException("CONCAT_WS takes a text as separator and at least one more input");
                }
                yield new Operand.ConcatWs(separator.text(), inputs.subList(1, inputs.size()));
            }
            default -> throw new PolicyException("there is no transform " + name);
        };
    }

    /** The type that is said of the column is not looked at: readers take the table's. */
    Column column(JsonObject reference) {
        reference.only("index", NAME, "type");
        String name = reference.text(NAME);
        schema.column(name);
        return new Column(name);
    }

    private static Column single(String name, List<Piece> inputs) {
        if (inputs.size() == 1 && inputs.get(0) instanceof Column column) {
            return column;
        }
        throw new PolicyException(name + " takes one column");
    }

    static String unicode(String text) {
        if (!Texts.isUnicode(text)) {
            throw new PolicyException("a text has half of a character in it");
        }
        return text;
    }
}
