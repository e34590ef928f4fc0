package io.tarn.server.ops.snapshots;

/**
 * Told at the points of a commit between which a server may die. Production listens to none of them; crash tests stop the
 * process there.
 */
public interface CommitSteps {
    /** The points, in their order. */
    enum Step {
        BEFORE_COMMIT,
        AFTER_COMMIT,
        AFTER_SNAPSHOT_FILE,
        BEFORE_ANSWER
    }

    void reached(Step step);

    static CommitSteps unobserved() {
        return step -> {};
    }
}
