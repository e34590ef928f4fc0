package io.tarn.server.ops.principals;

import io.tarn.auth.TokenSecret;
import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.Authorization;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.UndecidedException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.TokenRows.Bearer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;

/** Finds whose bearer token it is, among those that this server issued. Unknown tokens are never remembered. */
public final class AuthenticateToken implements Authenticator {
    private final Store store;
    private final LoginMemory.Part<ByteBuffer, Bearer> valid;
    private final TokenUse use;
    private final Clock clock;

    public AuthenticateToken(Store store, LoginMemory memory, TokenUse use, Clock clock) {
        this.store = store;
        this.valid = memory.part("tokens");
        this.use = use;
        this.clock = clock;
    }

    @Override
    public String accepts() {
        return "a bearer token of this server";
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        return Authorization.valueOf(credentials, Authorization.BEARER)
                .map(token -> Identity.of(find(token).principal()));
    }

    /**
     * @throws RefusedException when it is unknown, expired or revoked, or its principal disabled or dropped
     * @throws UndecidedException when the database cannot tell
     */
    Bearer find(String presented) {
        byte[] hash = TokenSecret.hashOf(presented);
        try {
            return valid.get(ByteBuffer.wrap(hash), key -> read(hash))
                    .filter(found -> found.enabled() && found.token().validAt(clock.millis()))
                    .orElseThrow(() -> new RefusedException("The bearer token is unknown, expired or revoked"));
        } catch (StoreUnavailableException e) {
            throw new UndecidedException("The token cannot be checked: the catalog database does not answer", e);
        }
    }

    private Optional<Bearer> read(byte[] hash) {
        long now = clock.millis();
        Optional<Bearer> found = store.read(tx -> tx.tokens().findByHash(hash));
        found.filter(bearer -> bearer.enabled() && bearer.token().validAt(now))
                .ifPresent(bearer -> use.note(bearer.token(), now));
        return found;
    }
}
