package io.tarn.server.ops.idempotency;

import io.tarn.auth.Caller;
import io.tarn.auth.IdempotencyKey;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.KeyedOutcome;
import io.tarn.server.model.KeyedOutcome.Refusal;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.UnknownOutcomeException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Knows what requests with an idempotency key have come to. That something was changed is written with the change
 * ({@link io.tarn.server.ops.audit.Trail}); that a request was refused is written here, before the client is told, so that an
 * earlier sending of it that is still on its way cannot change anything after that.
 */
public final class KeyedRequests {
    /** May be allowed the next time, without anything of what was asked being another. */
    private static final Set<ErrorCode> NOT_FINAL = EnumSet.of(
            ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN, ErrorCode.TOO_MANY_ATTEMPTS, ErrorCode.RATE_LIMITED);

    private final Store store;
    private final Clock clock;

    public KeyedRequests(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What the caller's request, which has a key, has come to; empty when it has changed nothing and was not refused.
     *
     * @throws TarnException CONTRADICTORY when the key was used for another request
     */
    public Optional<KeyedOutcome> find(Caller caller) {
        IdempotencyKey key = key(caller);
        Optional<KeyedOutcome> found =
                store.read(tx -> tx.idempotency().find(caller.principal().id(), key.id()));
        if (found.isPresent() && !found.get().digest().equals(key.digest())) {
            throw TarnException.of(
                    ErrorCode.CONTRADICTORY,
                    "The idempotency key " + key.id()
                            + " was used for another request; a request needs one of its own");
        }
        return found;
    }

    /**
     * What counts for a request that has failed: what another sending of it has come to, or its own refusal, which then
     * counts for all others.
     *
     * @return empty when this failure is the answer
     */
    public Optional<KeyedOutcome> settle(Caller caller, TarnException failure) {
        try {
            Optional<KeyedOutcome> other = find(caller);
            if (other.isPresent() || !isFinal(failure.code())) {
                return other;
            }
            return refuse(caller, new Refusal(failure.code(), shortened(failure.getMessage())));
        } catch (StoreUnavailableException | UnknownOutcomeException e) {
            // The failure is told, and not kept.
            return Optional.empty();
        }
    }

    private Optional<KeyedOutcome> refuse(Caller caller, Refusal refusal) {
        try {
            store.write(tx -> {
                tx.idempotency().refuse(caller.principal().id(), key(caller), Ids.next(), refusal);
                return true;
            });
            return Optional.empty();
        } catch (DuplicateKeyException e) {
            return find(caller);
        }
    }

    /** What is wrong with a request in itself is so each time it is looked at. */
    private static boolean isFinal(ErrorCode code) {
        return code.status() > ErrorCode.INVALID_REQUEST.status()
                && code.status() < ErrorCode.INTERNAL.status()
                && !NOT_FINAL.contains(code);
    }

    private static String shortened(String message) {
        return message.substring(0, Math.min(message.length(), Limits.IDEMPOTENCY_MESSAGE_LENGTH));
    }

    private static IdempotencyKey key(Caller caller) {
        IdempotencyKey key = caller.key();
        if (key == null) {
            throw new IllegalStateException("the request has no idempotency key");
        }
        return key;
    }

    /** Removes what no client may ask for any more, and says whether there is more of it. */
    public boolean forget() {
        long before = clock.millis() - 2 * Limits.IDEMPOTENCY_KEY_LIFETIME.toMillis();
        return store.write(tx -> tx.idempotency().forget(before));
    }
}
