package io.tarn.server.model;

import java.util.Arrays;
import java.util.Optional;

/** Paimon's types of tables, by the words that its option {@code type} and the database use. */
public enum TableKind {
    TABLE("table"),
    /** Files of one format in a directory. */
    FORMAT("format-table"),
    /** An ordinary table with a query that an engine keeps it fresh by. */
    MATERIALIZED("materialized-table"),
    /** A directory of any files; each is a row. */
    OBJECT("object-table"),
    LANCE("lance-table"),
    ICEBERG("iceberg-table");

    private final String word;

    TableKind(String word) {
        this.word = word;
    }

    /** Paimon reads the word in any case. */
    public static Optional<TableKind> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equalsIgnoreCase(word))
                .findFirst();
    }

    /** Whether it has Paimon's schema and snapshot files. */
    public boolean hasHistory() {
        return this == TABLE || this == MATERIALIZED;
    }

    /** Whether clients expect its directory to exist while it is empty; others make theirs in their own way. */
    public boolean isDirectory() {
        return this == FORMAT || this == OBJECT;
    }

    public String word() {
        return word;
    }
}
