package io.tarn.server.model;

/** How a catalog names table directories. */
public enum Layout {
    /** {@code <database>.db/<table>-<12 hex>}: rename and drop-and-recreate touch no files. */
    UNIQUE,
    /** {@code <database>.db/<table>} while nobody else owns that directory, else the unique form. */
    PLAIN
}
