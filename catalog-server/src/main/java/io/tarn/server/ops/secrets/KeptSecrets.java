package io.tarn.server.ops.secrets;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.SecretRows.Name;
import io.tarn.server.store.SecretRows.Secret;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Secrets that the server must be able to read again, in the transaction of whatever they belong to. */
public final class KeptSecrets {
    private final MasterKeys keys;
    private final Clock clock;

    public KeptSecrets(MasterKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Keeps a secret, in place of the one of that name.
     *
     * @throws TarnException NOT_SUPPORTED without a master key
     */
    public void put(Transaction tx, Name name, byte[] plain) {
        MasterKey key = keys.current(tx)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.NOT_SUPPORTED,
                        "The server has no master key, so it cannot keep a secret; an admin sets"
                                + " secrets.master-key-file in its configuration"));
        // Whoever takes the key out of use waits for this transaction, and then finds the row.
        if (!tx.masterKeys().hold(key.id())) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "The master key is being changed; try again");
        }
        Optional<Secret> before = tx.secrets().find(name);
        UUID id = before.map(Secret::id).orElseGet(Ids::next);
        Secret secret = encrypted(key, id, name, plain, clock.millis());
        if (before.isEmpty()) {
            tx.secrets().insert(secret);
        } else if (!tx.secrets().replace(before.get(), secret)) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "The secret is being changed by others; try again");
        }
    }

    /** @throws io.tarn.auth.secrets.UndecipherableException when it was changed, or its key is not here */
    public Optional<byte[]> get(Transaction tx, Name name) {
        return tx.secrets().find(name).map(this::plain);
    }

    /** @return whether there was one */
    public boolean remove(Transaction tx, Name name) {
        return tx.secrets()
                .find(name)
                .map(secret -> tx.secrets().delete(secret.id()))
                .orElse(false);
    }

    private byte[] plain(Secret secret) {
        return keys.ring().decrypt(HexFormat.of().parseHex(secret.ciphertext()), place(secret.id()));
    }

    /** The same secret under another key. */
    Secret moved(Secret secret, MasterKey key) {
        return encrypted(key, secret.id(), secret.name(), plain(secret), secret.changedAt());
    }

    private static Secret encrypted(MasterKey key, UUID id, Name name, byte[] plain, long at) {
        String ciphertext = HexFormat.of().formatHex(key.encrypt(plain, place(id)));
        return new Secret(id, name, key.id(), ciphertext, at);
    }

    /** A ciphertext that is moved to another row cannot be read there. */
    private static String place(UUID id) {
        return "secret/" + id + "/ciphertext";
    }
}
