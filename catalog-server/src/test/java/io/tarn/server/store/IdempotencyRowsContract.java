package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.IdempotencyKey;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.KeyedOutcome;
import io.tarn.server.model.KeyedOutcome.Refusal;
import io.tarn.server.testing.Race;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What requests with a key have come to. */
abstract class IdempotencyRowsContract extends StoreBed {
    private static final String DIGEST = "d".repeat(64);

    private final UUID principal = Ids.next();

    IdempotencyRowsContract(Store store) {
        super(store);
    }

    private static IdempotencyKey key() {
        return new IdempotencyKey(UUID.randomUUID(), DIGEST);
    }

    private boolean finish(IdempotencyKey key, UUID entry) {
        return store.write(tx -> {
            // A change of two objects.
            tx.idempotency().finish(principal, key, entry);
            tx.idempotency().finish(principal, key, Ids.next());
            return true;
        });
    }

    private Optional<KeyedOutcome> found(UUID of, IdempotencyKey key) {
        return store.read(tx -> tx.idempotency().find(of, key.id()));
    }

    @Test
    void ofManySendingsOneIsFinished() {
        IdempotencyKey key = key();
        Callable<Boolean> sending = () -> {
            try {
                return finish(key, Ids.next());
            } catch (DuplicateKeyException e) {
                return false;
            }
        };
        assertThat(Race.run(List.of(sending, sending, sending))).containsOnlyOnce(true);
    }

    @Test
    void anOutcomeIsFoundByItsPrincipalAlone() {
        IdempotencyKey done = key();
        UUID entry = Ids.next();
        finish(done, entry);
        assertThat(found(principal, done)).contains(new KeyedOutcome(DIGEST, entry, Optional.empty()));
        assertThat(found(Ids.next(), done)).isEmpty();

        IdempotencyKey refused = key();
        UUID id = Ids.next();
        Refusal refusal = new Refusal(ErrorCode.TABLE_EXISTS, "Größe exists");
        store.write(tx -> {
            tx.idempotency().refuse(principal, refused, id, refusal);
            return true;
        });
        assertThat(found(principal, refused)).contains(new KeyedOutcome(DIGEST, id, Optional.of(refusal)));
        assertThatThrownBy(() -> finish(refused, Ids.next())).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void whatIsOldIsForgotten() {
        IdempotencyKey old = key();
        IdempotencyKey young = key();
        long time = System.currentTimeMillis();
        finish(old, Ids.first(time - 1_000));
        finish(young, Ids.first(time + 60_000));
        boolean more = store.write(tx -> tx.idempotency().forget(time));
        assertThat(more).isFalse();
        assertThat(found(principal, old)).isEmpty();
        assertThat(found(principal, young)).isPresent();
    }
}
