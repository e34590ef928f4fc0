package io.tarn.server.ops.adoption;

/**
 * What became of one table of a warehouse.
 *
 * @param database as the source names it
 * @param table as the source names it; empty when it is about the database as a whole
 * @param text what was done, or why nothing was and what to do
 */
public record Imported(String database, String table, Outcome outcome, String text) {
    /** Whether the table is one of the catalog now, and if not, why. */
    public enum Outcome {
        ADOPTED(true),
        /** What a trial run says instead. */
        WOULD_BE_ADOPTED(true),
        /** By an earlier run, perhaps. */
        ALREADY_THERE(true),
        /** A directory that the filesystem catalog does not show as a table either. */
        NO_TABLE(true),
        /** A view, a format table, or a table that is not Paimon's, as the source says. */
        NOT_PAIMON(true),
        /** Something else has the name or the place. */
        CONFLICT(false),
        /** Somebody wrote to it around the catalog while it was adopted, or since. */
        BEING_WRITTEN(false),
        /** A kind of table that cannot be adopted. */
        UNSUPPORTED(false),
        FAILED(false);

        private final boolean good;

        Outcome(boolean good) {
            this.good = good;
        }

        /** Whether nobody has to do anything about it. */
        public boolean good() {
            return good;
        }
    }

    /** {@code database.table}, or the database alone. */
    public String name() {
        return table.isEmpty() ? database : database + "." + table;
    }
}
