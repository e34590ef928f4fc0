package io.tarn.server.ops.snapshots;

import io.tarn.server.model.TableName;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Is told how commits end; must neither fail nor wait. */
public interface CommitObserver {
    /**
     * A commit.
     *
     * @param catalog its name
     * @param partitions how many it says something about
     */
    record Attempt(UUID relationId, String catalog, TableName table, int partitions) {}

    void won(Attempt attempt);

    /** Another commit was faster. */
    void lost(Attempt attempt);

    /** The same commit again: it is part of the branch already, and nothing was changed. */
    default void replayed(Attempt attempt) {}

    /**
     * A head's snapshot file is there, and the database knows.
     *
     * @param took from the decision to publish it
     * @param healed whether another request than the commit's own did it, because that one died or is slow
     */
    default void published(Duration took, boolean healed) {}

    static CommitObserver all(CommitObserver... observers) {
        List<CommitObserver> each = List.of(observers);
        return new CommitObserver() {
            @Override
            public void won(Attempt attempt) {
                each.forEach(observer -> observer.won(attempt));
            }

            @Override
            public void lost(Attempt attempt) {
                each.forEach(observer -> observer.lost(attempt));
            }

            @Override
            public void replayed(Attempt attempt) {
                each.forEach(observer -> observer.replayed(attempt));
            }

            @Override
            public void published(Duration took, boolean healed) {
                each.forEach(observer -> observer.published(took, healed));
            }
        };
    }
}
