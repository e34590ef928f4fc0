package io.tarn.server.ops.principals;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.auth.Principal;
import io.tarn.auth.TokenSecret;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.TokenRows.Bearer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;

/**
 * Finds whose bearer token it is.
 *
 * <p>Valid tokens are believed for a second without asking the database: the bound within which a revocation reaches
 * other replicas. On the replica that revokes, the memory is emptied at once. Unknown tokens are never remembered.
 */
public final class AuthenticateToken {
    private final Store store;
    private final Clock clock;
    private final Cache<ByteBuffer, Bearer> valid = Caffeine.newBuilder()
            .expireAfterWrite(Limits.TOKEN_CACHE)
            .maximumSize(Limits.TOKEN_CACHE_ENTRIES)
            .build();

    public AuthenticateToken(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws TarnException UNAUTHENTICATED; UNAVAILABLE when the database cannot tell */
    public Principal run(String presented) {
        byte[] hash = TokenSecret.hashOf(presented);
        Bearer bearer;
        try {
            bearer = valid.get(
                    ByteBuffer.wrap(hash),
                    key -> store.read(tx -> tx.tokens().findByHash(hash)).orElse(null));
        } catch (StoreUnavailableException e) {
            throw TarnException.causedBy(
                    ErrorCode.UNAVAILABLE, "The token cannot be checked: the catalog database does not answer", e);
        }
        return Optional.ofNullable(bearer)
                .filter(found -> found.enabled() && found.token().validAt(clock.millis()))
                .map(Bearer::principal)
                .orElseThrow(() ->
                        TarnException.of(ErrorCode.UNAUTHENTICATED, "The bearer token is unknown, expired or revoked"));
    }

    void forgetAll() {
        valid.invalidateAll();
    }
}
