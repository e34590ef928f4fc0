package io.tarn.server.ops.projection;

import java.util.Locale;

/** Why a table is not shown. Each has what an owner can do about it. */
public enum Refusal {
    EXTERNAL("adopt the table with 'tarn import' once no writer works without the catalog"),
    NO_HISTORY("read it with an engine that knows its kind of table"),
    OPTION("remove the option from the table"),
    COLUMN_TYPE("change the column to a type that Iceberg has, or drop it"),
    MILLISECONDS("make the column a TIMESTAMP(6) or TIMESTAMP_LTZ(6), and compact the table fully"),
    TYPE_CHANGE("compact the table fully, so that no file has the former type"),
    COLUMN_NAMES("write the table anew in the format parquet, whose files name columns by their ids"),
    FILE_FORMAT("set 'file.format' to parquet and compact the table fully"),
    ROW_PARTS("read it with Paimon"),
    MERGE_ENGINE("compact the table fully, or enable its deletion vectors"),
    SEQUENCE_FIELD("compact the table fully, or enable its deletion vectors"),
    EXPIRING_ROWS("read it with Paimon, which leaves out expired rows as it reads"),
    RETRACTED_ROWS("compact the table fully, or enable its deletion vectors"),
    OVERLAPPING_WRITERS("compact the table fully, or let one job write it"),
    NOT_COMPACTED("compact the table fully"),
    TOO_MANY_RUNS("compact the table"),
    TOO_MANY_FILES("compact the table, or let old partitions expire"),
    UNREADABLE("run 'tarn fsck' over the table");

    private final String remedy;

    Refusal(String remedy) {
        this.remedy = remedy;
    }

    /** What to do, as the end of a sentence. */
    public String remedy() {
        return remedy;
    }

    /** For programs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
