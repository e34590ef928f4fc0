package io.tarn.server.ops.secrets;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.store.SecretRows.Secret;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.List;
import java.util.UUID;

/** Encrypts the kept secrets with another key. A secret that is changed meanwhile keeps its change. */
public final class MoveSecrets implements KeyUse {
    private static final int AT_ONCE = 100;
    private static final UUID FIRST = new UUID(0, 0);

    private final Store store;
    private final MasterKeys keys;
    private final KeptSecrets secrets;

    public MoveSecrets(Store store, MasterKeys keys, KeptSecrets secrets) {
        this.store = store;
        this.keys = keys;
        this.secrets = secrets;
    }

    @Override
    public long moveTo(MasterKey key) {
        long moved = 0;
        for (MasterKey old : keys.ring().keys()) {
            if (!old.equals(key)) {
                moved += move(old, key);
            }
        }
        return moved;
    }

    private long move(MasterKey old, MasterKey key) {
        long moved = 0;
        UUID after = FIRST;
        List<Secret> part;
        do {
            UUID from = after;
            part = store.read(tx -> tx.secrets().withKey(old.id(), from, AT_ONCE));
            for (Secret secret : part) {
                Secret next = secrets.moved(secret, key);
                moved += store.write(tx -> tx.secrets().replace(secret, next)) ? 1 : 0;
                after = secret.id();
            }
        } while (part.size() == AT_ONCE);
        return moved;
    }

    @Override
    public boolean uses(Transaction tx, String keyId) {
        return !tx.secrets().withKey(keyId, FIRST, 1).isEmpty();
    }
}
