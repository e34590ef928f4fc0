package io.tarn.server.store;

import io.tarn.auth.IdempotencyKey;
import io.tarn.server.model.KeyedOutcome;
import io.tarn.server.model.KeyedOutcome.Refusal;
import java.util.Optional;
import java.util.UUID;

/** What requests with an idempotency key have come to. */
public interface IdempotencyRows {
    Optional<KeyedOutcome> find(UUID principalId, UUID key);

    /**
     * Notes that this transaction is what the request asks for; once, however often it is called. It fails with a
     * {@link DuplicateKeyException} when the same request was finished before.
     */
    void finish(UUID principalId, IdempotencyKey key, UUID entry);

    /**
     * Notes that the request was refused.
     *
     * @throws DuplicateKeyException when the same request was finished before
     */
    void refuse(UUID principalId, IdempotencyKey key, UUID id, Refusal refusal);

    /** Removes some of those that were finished before a time, and says whether there are more. */
    boolean forget(long before);
}
