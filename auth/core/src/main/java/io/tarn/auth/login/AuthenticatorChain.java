package io.tarn.auth.login;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks authenticators in the order of the configuration. The first whose kind the credentials are decides alone: a refusal
 * or a failure never moves on to the next.
 */
public final class AuthenticatorChain {
    private final List<Authenticator> chain;
    private final Throttle throttle;

    public AuthenticatorChain(List<Authenticator> chain, Throttle throttle) {
        this.chain = List.copyOf(chain);
        this.throttle = throttle;
    }

    /**
     * @throws RefusedException when nobody recognises the credentials, or who does refuses them
     * @throws UndecidedException when it cannot be told now
     */
    public Identity authenticate(Credentials credentials) {
        Attempt attempt = Attempt.of(credentials);
        throttle.check(attempt);
        try {
            Identity identity = ask(credentials);
            throttle.succeeded(attempt);
            return identity;
        } catch (RefusedException e) {
            throttle.failed(attempt);
            throw e;
        }
    }

    private Identity ask(Credentials credentials) {
        for (Authenticator authenticator : chain) {
            Optional<Identity> identity = authenticator.authenticate(credentials);
            if (identity.isPresent()) {
                return identity.get();
            }
        }
        String what = Authorization.of(credentials).isEmpty()
                ? "No credentials were sent"
                : "The credentials are of a kind that is not accepted";
        throw new RefusedException(what + "; accepted is " + accepted());
    }

    /** What the chain accepts, in the words of a sentence. */
    public String accepted() {
        return chain.isEmpty()
                ? "nothing, because no way to log in is configured"
                : chain.stream().map(Authenticator::accepts).distinct().collect(Collectors.joining(", or "));
    }
}
