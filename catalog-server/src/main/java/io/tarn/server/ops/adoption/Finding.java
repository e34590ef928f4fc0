package io.tarn.server.ops.adoption;

/**
 * Where the database and storage do not say the same.
 *
 * @param catalog its name
 * @param object what it is about, e.g. {@code sales.orders$branch_b}, or a place
 * @param subject which file, partition or place of it; empty for all of it
 * @param text what is wrong
 * @param repaired whether it was repaired and is gone
 */
public record Finding(Code code, String catalog, String object, String subject, String text, boolean repaired) {
    /** How much depends on it. */
    public enum Severity {
        /** Readers or writers fail, or see something else than what was decided. */
        ERROR,
        /** Nobody fails yet. */
        WARNING
    }

    /** What can be wrong, and what becomes of it. */
    public enum Code {
        TABLE_DIRECTORY_MISSING(
                Severity.ERROR, false, "bring the directory back from a backup and run this again, or drop the table"),
        BRANCH_DIRECTORY_MISSING(Severity.ERROR, true, "writes the branch's schemas and its newest snapshot again"),
        BRANCH_WITHOUT_ROW(
                Severity.WARNING, false, "somebody made it around the catalog: look at it, and delete the directory"),
        SCHEMA_MISSING(Severity.ERROR, true, "writes the schema file again"),
        SCHEMA_DIFFERS(
                Severity.ERROR,
                false,
                "compare the file with GET …/schemas; if it is damaged, delete it and repair: it is written again"),
        SCHEMA_UNKNOWN(
                Severity.WARNING,
                false,
                "somebody altered the table around the catalog: make the change through the catalog, then delete the file"),
        HEAD_MISSING(Severity.ERROR, true, "writes the newest snapshot's file and its hint again"),
        HEAD_DIFFERS(Severity.ERROR, true, "replaces the newest snapshot's file by the committed one"),
        HEAD_WITHOUT_ROW(Severity.ERROR, false, "roll the table back to a snapshot that storage has"),
        SNAPSHOT_BEYOND_HEAD(
                Severity.ERROR,
                false,
                "somebody commits around the catalog: stop that job, let it write the same through the catalog, and"
                        + " delete the file"),
        SNAPSHOT_MISSING(Severity.WARNING, false, "it cannot be read any more; expire the snapshots up to it"),
        LATEST_WRONG(Severity.WARNING, true, "writes the hint again"),
        EARLIEST_WRONG(Severity.WARNING, true, "writes the hint again"),
        TAG_UNREADABLE(Severity.WARNING, false, "make the tag again, or delete it"),
        TAG_BROKEN(Severity.WARNING, false, "its snapshot cannot be read: delete the tag"),
        UNSETTLED(Severity.WARNING, true, "finishes the change of history"),
        UNPUBLISHED(Severity.WARNING, true, "writes what was decided"),
        FILE_MISSING(Severity.ERROR, false, "bring it back from a backup, or roll back to a snapshot without it"),
        PARTITIONS_DIFFER(Severity.WARNING, true, "forgets the counts, and a server counts again"),
        DIRECTORY_WITHOUT_ROW(
                Severity.WARNING, false, "adopt it (tarn import), or look at it and delete the directory"),
        CLAIM_WITHOUT_TABLE(Severity.WARNING, true, "gives the place up; no file is touched"),
        TABLE_WITHOUT_CLAIM(Severity.ERROR, false, "another table may take its place: ask whoever knows the database"),
        MIRROR_STALE(Severity.WARNING, true, "replaces what the database remembers by what storage has"),
        UNREADABLE(Severity.ERROR, false, "see the log, and run this again");

        private final Severity severity;
        private final boolean repairable;
        private final String remedy;

        Code(Severity severity, boolean repairable, String remedy) {
            this.severity = severity;
            this.repairable = repairable;
            this.remedy = remedy;
        }

        public Severity severity() {
            return severity;
        }

        /** Whether the database can decide it alone. */
        public boolean repairable() {
            return repairable;
        }

        /** What a repair does, or else what a person has to do. */
        public String remedy() {
            return remedy;
        }
    }

    boolean sameAs(Finding other) {
        return code == other.code
                && catalog.equals(other.catalog)
                && object.equals(other.object)
                && subject.equals(other.subject);
    }

    Finding gone() {
        return new Finding(code, catalog, object, subject, text, true);
    }
}
