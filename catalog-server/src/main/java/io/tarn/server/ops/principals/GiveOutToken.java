package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.TokenSecret;
import io.tarn.auth.login.AuthenticatorChain;
import io.tarn.auth.login.BasicCredentials;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.Throttle;
import io.tarn.auth.login.UndecidedException;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import io.tarn.server.store.TokenRows.Token;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Gives out a short-lived token for a lasting one (OAuth's client credentials). It ends with the lasting one. */
public final class GiveOutToken {
    /** How long expired ones stay, for who looks into what happened. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** @param seconds from now on */
    public record GivenOut(TokenSecret secret, long seconds) {}

    private final AuthenticateToken tokens;
    private final AuthenticatorChain chain;
    private final Store store;
    private final Guard guard;
    private final Duration lifetime;
    private final Clock clock;

    /** @param throttle the one of all logins, so that a secret cannot be guessed here instead */
    public GiveOutToken(
            AuthenticateToken tokens, Throttle throttle, Store store, Guard guard, Duration lifetime, Clock clock) {
        this.tokens = tokens;
        this.chain = new AuthenticatorChain(List.of(new ClientSecret(tokens)), throttle);
        this.store = store;
        this.guard = guard;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * @param credentials with client_id and client_secret as HTTP Basic has them
     * @throws RefusedException when they are not right
     * @throws UndecidedException when that cannot be told now
     */
    public GivenOut run(Credentials credentials, String requestId) {
        Principal principal = Caller.of(knownOf(credentials)).principal();
        Caller caller = new Caller(principal, Set.of(), null, credentials.source()).in(requestId);
        guard.check(caller, Operation.GIVE_OUT_TOKEN);
        String presented =
                BasicCredentials.of(credentials).map(BasicCredentials::password).orElseThrow();
        Token parent = tokens.find(presented).token();
        long now = clock.millis();
        long wanted = now + lifetime.toMillis();
        long expiresAt = parent.expiresAt() == 0 ? wanted : Math.min(wanted, parent.expiresAt());
        TokenSecret secret = TokenSecret.generate();
        Token token = new Token(Ids.next(), principal.id(), "", now, principal.name(), expiresAt, 0, 0, parent.id());
        store.write(tx -> {
            tx.tokens().insert(token, secret.hash());
            Trail.changed(tx, caller, Operation.GIVE_OUT_TOKEN, Securable.server());
            return true;
        });
        return new GivenOut(secret, (expiresAt - now) / 1000);
    }

    private Principal knownOf(Credentials credentials) {
        Principal known = chain.authenticate(credentials).known();
        if (known == null) {
            throw new IllegalStateException("a token of this server belongs to somebody it knows");
        }
        return known;
    }

    /** A step of a job: forgets some that have expired. @return whether there may be more */
    public boolean forgetExpired() {
        long before = clock.millis() - KEPT.toMillis();
        return store.write(tx -> tx.tokens().deleteGivenOut(before));
    }
}
