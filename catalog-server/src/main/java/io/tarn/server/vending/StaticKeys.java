package io.tarn.server.vending;

import java.time.Clock;
import java.time.Duration;

/** Hands out one lasting pair of keys, for stores without STS. Whoever has it can do what it can, to every table, for ever. */
public final class StaticKeys implements CredentialVendor {
    private final ClientStore store;
    private final String accessKey;
    private final String secretKey;
    private final Clock clock;

    public StaticKeys(ClientStore store, String accessKey, String secretKey, Clock clock) {
        this.store = store;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.clock = clock;
    }

    @Override
    public boolean limited() {
        return false;
    }

    @Override
    public Vended vend(TableScope scope, String session, Duration lifetime) {
        return new Vended(store.options(accessKey, secretKey, ""), clock.millis() + lifetime.toMillis());
    }

    @Override
    public void close() {}
}
