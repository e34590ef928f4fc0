package io.tarn.server.ops.projection;

import java.util.Locale;

/** The newest version of Iceberg's format that a reader takes. Each has projections of its own. */
public enum Format {
    /** What every reader takes. */
    V2,
    /** With deletion vectors, which are read where they are. */
    V3;

    /** As it is written in a row. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int version() {
        return this == V2 ? 2 : 3;
    }
}
