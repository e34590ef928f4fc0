package io.tarn.server.model;

/** Who decides what a table's newest schema and snapshot are. It never changes in a table's life. */
public enum Ownership {
    /** The database decides and storage follows; the files go when the table is dropped. */
    MANAGED,
    /**
     * Storage decides, for others write there too: a snapshot or schema is whoever puts its file there first. The
     * database's schema is the last one that this server saw, and is told only when storage has none.
     */
    EXTERNAL,
    /** There are no schema and snapshot files. The database has the schema, and there is no history. */
    WITHOUT_HISTORY
}
