package io.tarn.server.ops.projection;

import java.util.List;

/** A type of a column that both formats have. */
public sealed interface SourceType {
    /**
     * @param length of {@link Kind#TEXT} and {@link Kind#BYTES} in their units, the precision of numbers and times; 0 where
     *     there is none
     * @param scale of a decimal
     * @param name as Paimon writes it
     */
    record Simple(Kind kind, int length, int scale, String name) implements SourceType {}

    record ListOf(int elementId, SourceType element) implements SourceType {}

    record MapOf(int keyId, SourceType key, int valueId, SourceType value) implements SourceType {}

    record Struct(List<SourceField> fields) implements SourceType {
        public Struct {
            fields = List.copyOf(fields);
        }
    }

    /** Nothing that Iceberg has. */
    record Unknown(String name) implements SourceType {}

    enum Kind {
        BOOLEAN,
        /** 8, 16 and 32 bits. */
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        DECIMAL,
        DATE,
        /** Without a time zone, up to microseconds. */
        TIMESTAMP,
        /** A point in time, up to microseconds. */
        INSTANT,
        /** Of a fixed length, filled up with spaces. */
        PADDED_TEXT,
        TEXT,
        BYTES
    }

    default boolean nested() {
        return !(this instanceof Simple);
    }
}
