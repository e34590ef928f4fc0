package io.tarn.server.ops.snapshots;

import io.tarn.server.model.TableName;
import java.util.List;
import java.util.UUID;

/** Is told how commits end; must neither fail nor wait. A replay is told to nobody. */
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
        };
    }
}
