package io.tarn.server.store.jdbc;

import io.tarn.server.store.CommitFigureRows;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

record JdbcCommitFigureRows(Handle handle) implements CommitFigureRows {
    private static final String ADD = """
            insert into commit_figures (relation_id, from_hour, won, lost, partitions)
            values (:relation, :hour, :won, :lost, :partitions)
            on duplicate key update
              won = won + values(won), lost = lost + values(lost), partitions = partitions + values(partitions)
            """;

    private static final String SINCE = """
            select coalesce(min(from_hour), 0) first_hour, coalesce(sum(won), 0) won, coalesce(sum(lost), 0) lost,
              coalesce(sum(partitions), 0) partitions
            from commit_figures where relation_id = :relation and from_hour >= :hour
            """;

    private static final String FORGET = "delete from commit_figures where from_hour < :before limit :size";

    @Override
    public void add(Collection<Hour> hours) {
        PreparedBatch batch = handle.prepareBatch(ADD);
        for (Hour hour : hours) {
            batch.bind("relation", Columns.bytes(hour.relationId()))
                    .bind("hour", hour.fromHour())
                    .bind("won", hour.won())
                    .bind("lost", hour.lost())
                    .bind("partitions", hour.partitions())
                    .add();
        }
        batch.execute();
    }

    @Override
    public Hour since(UUID relationId, long fromHour) {
        return handle.createQuery(SINCE)
                .bind("relation", Columns.bytes(relationId))
                .bind("hour", fromHour)
                .map((row, context) -> new Hour(
                        relationId,
                        row.getLong("first_hour"),
                        row.getLong("won"),
                        row.getLong("lost"),
                        row.getLong("partitions")))
                .one();
    }

    @Override
    public int forget(long before, int size) {
        return handle.createUpdate(FORGET)
                .bind("before", before)
                .bind("size", size)
                .execute();
    }
}
