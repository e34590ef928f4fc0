package io.tarn.server.store.jdbc;

import io.tarn.auth.IdempotencyKey;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.KeyedOutcome;
import io.tarn.server.model.KeyedOutcome.Refusal;
import io.tarn.server.store.IdempotencyRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** @param finished keys that this transaction has written: a change of several objects is still one request */
record JdbcIdempotencyRows(Handle handle, Set<UUID> finished) implements IdempotencyRows {
    private static final int AT_ONCE = 1_000;

    private static final String FIND = """
            select digest, outcome_id, refused_as, message from idempotency_key
            where principal_id = :principal and id = :id
            """;

    /** The primary key decides between two requests with one key. */
    private static final String INSERT = """
            insert into idempotency_key (principal_id, id, digest, outcome_id, refused_as, message)
            values (:principal, :id, :digest, :outcome, :code, :message)
            """;

    private static final String FORGET = "delete from idempotency_key where outcome_id < :before limit " + AT_ONCE;

    @Override
    public Optional<KeyedOutcome> find(UUID principalId, UUID key) {
        return handle.createQuery(FIND)
                .bind("principal", Columns.bytes(principalId))
                .bind("id", Columns.bytes(key))
                .map((row, context) ->
                        new KeyedOutcome(row.getString("digest"), Columns.uuid(row, "outcome_id"), refusal(row)))
                .findOne();
    }

    private static Optional<Refusal> refusal(ResultSet row) throws SQLException {
        String code = row.getString("refused_as");
        return code == null
                ? Optional.empty()
                : Optional.of(new Refusal(ErrorCode.valueOf(code), row.getString("message")));
    }

    @Override
    public void finish(UUID principalId, IdempotencyKey key, UUID entry) {
        if (finished.add(key.id())) {
            insert(principalId, key, entry, null);
        }
    }

    @Override
    public void refuse(UUID principalId, IdempotencyKey key, UUID id, Refusal refusal) {
        insert(principalId, key, id, refusal);
    }

    private void insert(UUID principalId, IdempotencyKey key, UUID outcome, @Nullable Refusal refusal) {
        handle.createUpdate(INSERT)
                .bind("principal", Columns.bytes(principalId))
                .bind("id", Columns.bytes(key.id()))
                .bind("digest", key.digest())
                .bind("outcome", Columns.bytes(outcome))
                .bind("code", refusal == null ? null : refusal.code().name())
                .bind("message", refusal == null ? null : refusal.message())
                .execute();
    }

    @Override
    public boolean forget(long before) {
        return handle.createUpdate(FORGET)
                        .bind("before", Columns.bytes(Ids.first(before)))
                        .execute()
                == AT_ONCE;
    }
}
