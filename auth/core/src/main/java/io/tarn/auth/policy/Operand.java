package io.tarn.auth.policy;

import java.util.List;

/** What a comparison looks at: a column, a text made of columns, or something of the caller. */
public sealed interface Operand {
    record Column(String name) implements Operand, Piece {}

    record Upper(Column column) implements Operand {}

    record Lower(Column column) implements Operand {}

    /** The pieces one after the other; null when one of them is. */
    record Concat(List<Piece> pieces) implements Operand {
        public Concat {
            pieces = List.copyOf(pieces);
        }
    }

    /** The pieces that are not null, with the separator between them; never null. */
    record ConcatWs(String separator, List<Piece> pieces) implements Operand {
        public ConcatWs {
            pieces = List.copyOf(pieces);
        }
    }

    /** The caller's name. */
    record CurrentUser() implements Operand, Value {}

    /** The one value of an attribute of the caller; unknown when it has none, or more than one. */
    record Attribute(String name) implements Operand, Value {}

    /** A part of a text. */
    sealed interface Piece permits Column, Text {}

    record Text(String text) implements Piece {}
}
