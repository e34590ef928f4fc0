package io.tarn.paimon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.jspecify.annotations.Nullable;

/** A text that is made of texts: {@code UPPER}, {@code LOWER}, {@code CONCAT} and {@code CONCAT_WS}. */
abstract class TextFunction {
    private interface Piece {
        @Nullable
        String of(InternalRow row);
    }

    private TextFunction() {}

    abstract @Nullable BinaryString apply(InternalRow row);

    /**
     * @param inputs texts and references to columns
     * @throws PolicyException when there is no such function, or it does not take these inputs
     */
    static TextFunction of(String name, List<?> inputs, Columns columns) {
        List<Piece> pieces = new ArrayList<>();
        for (Object input : inputs) {
            pieces.add(input instanceof String ? row -> (String) input : column(Columns.name(input), columns));
        }
        boolean one = pieces.size() == 1;
        if (name.equals("UPPER") && one) {
            return changed(pieces.get(0), true);
        }
        if (name.equals("LOWER") && one) {
            return changed(pieces.get(0), false);
        }
        if (name.equals("CONCAT") && !pieces.isEmpty()) {
            return joined(row -> "", pieces, false);
        }
        if (name.equals("CONCAT_WS") && pieces.size() > 1) {
            return joined(pieces.get(0), pieces.subList(1, pieces.size()), true);
        }
        throw new PolicyException("the transform " + name + " of " + pieces.size() + " inputs is not known");
    }

    private static Piece column(String name, Columns columns) {
        if (Kind.of(columns.type(name)) != Kind.TEXT) {
            throw new PolicyException("the column " + name + " is no text");
        }
        InternalRow.FieldGetter getter = columns.getter(name);
        return row -> {
            Object value = getter.getFieldOrNull(row);
            return value == null ? null : value.toString();
        };
    }

    private static TextFunction changed(Piece piece, boolean upper) {
        return new TextFunction() {
            @Override
            @Nullable
            BinaryString apply(InternalRow row) {
                String text = piece.of(row);
                if (text == null) {
                    return null;
                }
                return BinaryString.fromString(upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
            }
        };
    }

    /** @param skipsNulls else one null makes the whole null */
    private static TextFunction joined(Piece separator, List<Piece> pieces, boolean skipsNulls) {
        return new TextFunction() {
            @Override
            @Nullable
            BinaryString apply(InternalRow row) {
                String between = separator.of(row);
                if (between == null) {
                    return null;
                }
                List<String> texts = new ArrayList<>(pieces.size());
                for (Piece piece : pieces) {
                    String text = piece.of(row);
                    if (text != null) {
                        texts.add(text);
                    } else if (!skipsNulls) {
                        return null;
                    }
                }
                return BinaryString.fromString(String.join(between, texts));
            }
        };
    }
}
