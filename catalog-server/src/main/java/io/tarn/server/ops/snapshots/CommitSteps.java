package io.tarn.server.ops.snapshots;

/**
 * Told at the points of a commit, a change of history or of a schema, between which a server may die. Production listens to none of
 * them; crash tests stop the process there.
 */
public interface CommitSteps {
    /** The points, in their order. */
    enum Step {
        BEFORE_COMMIT,
        AFTER_COMMIT,
        AFTER_SNAPSHOT_FILE,
        BEFORE_ANSWER,
        /** A rollback, forward, replace, or the making or dropping of a branch is decided; storage follows. */
        AFTER_HISTORY_CHANGE,
        /** One file of it was brought to what was decided. */
        AFTER_SETTLING_STEP,
        /** All files are there; the database does not know yet. */
        BEFORE_SETTLED,
        /** A table is made or altered; its schema file follows. */
        BEFORE_SCHEMA_FILE
    }

    void reached(Step step);

    static CommitSteps unobserved() {
        return step -> {};
    }
}
