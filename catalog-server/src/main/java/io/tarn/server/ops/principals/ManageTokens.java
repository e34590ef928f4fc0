package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.TokenSecret;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import io.tarn.server.store.TokenRows.Token;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Bearer tokens. A principal may have several that are valid at once, so that one is replaced without a gap: issue the
 * next, bring it to the jobs, and revoke the old one when it is no longer used.
 */
public final class ManageTokens {
    /** A token that was just made: the only time that its secret is known. */
    public record Issued(Principal principal, Token token, TokenSecret secret) {}

    private final Store store;
    private final Guard guard;
    private final LoginMemory logins;
    private final Clock clock;

    public ManageTokens(Store store, Guard guard, LoginMemory logins, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.logins = logins;
        this.clock = clock;
    }

    /** @throws TarnException PRINCIPAL_NOT_FOUND */
    public List<Token> list(Caller caller, String label) {
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        checkOwnOr(caller, wanted, Operation.LIST_TOKENS);
        return store.read(tx -> tx.tokens().of(wanted.find(tx).principal().id()));
    }

    /**
     * @param name what its owner calls it; may be empty
     * @param expiresAt epoch milliseconds; 0: never
     * @throws TarnException PRINCIPAL_NOT_FOUND; INVALID_REQUEST for groups and roles, which do not call
     */
    public Issued issue(Caller caller, String label, String name, long expiresAt) {
        guard.check(caller, Operation.ISSUE_TOKEN, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        if (!wanted.kind().calls()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "Only users and services have tokens; " + wanted + " is neither");
        }
        if (!name.isEmpty()) {
            Names.check("token", name);
        }
        if (expiresAt != 0 && expiresAt <= clock.millis()) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'expiresAt' lies in the past");
        }
        TokenSecret secret = TokenSecret.generate();
        return store.write(tx -> {
            Principal principal = wanted.find(tx).principal();
            Token token = new Token(Ids.next(), principal.id(), name, clock.millis(), caller.name(), expiresAt, 0, 0);
            tx.tokens().insert(token, secret.hash());
            Trail.changed(tx, caller, Operation.ISSUE_TOKEN, Securable.server(), details(principal, token.id()));
            return new Issued(principal, token, secret);
        });
    }

    /**
     * Holds for the next request on this replica, and within a second on every other.
     *
     * @throws TarnException PRINCIPAL_NOT_FOUND, TOKEN_NOT_FOUND, LAST_ADMIN
     */
    public void revoke(Caller caller, String label, UUID tokenId, boolean force) {
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        checkOwnOr(caller, wanted, Operation.REVOKE_TOKEN);
        boolean revoked = store.write(tx -> {
            // Every change that could take the last admin away waits for the others.
            tx.policyEpoch().advance();
            long now = clock.millis();
            boolean before = LastAdmin.exists(tx, now);
            Principal principal = wanted.find(tx).principal();
            boolean valid = tx.tokens().of(principal.id()).stream()
                    .anyMatch(token -> token.id().equals(tokenId) && token.revokedAt() == 0);
            boolean known = tx.tokens().revoke(principal.id(), tokenId, now);
            LastAdmin.check(tx, before, now, force);
            if (valid) {
                Trail.changed(tx, caller, Operation.REVOKE_TOKEN, Securable.server(), details(principal, tokenId));
            }
            return known;
        });
        logins.forgetAll();
        if (!revoked) {
            throw TarnException.about(
                    ErrorCode.TOKEN_NOT_FOUND, tokenId.toString(), "Principal " + wanted + " has no token " + tokenId);
        }
    }

    private static Map<String, String> details(Principal principal, UUID token) {
        return Map.of("principal", principal.label(), "token", token.toString());
    }

    /** Everybody may see and revoke its own tokens. */
    private void checkOwnOr(Caller caller, PrincipalLabel wanted, Operation operation) {
        boolean own = caller.principal().kind() == wanted.kind()
                && caller.principal().name().equals(wanted.name());
        if (!own) {
            guard.check(caller, operation, Securable.server());
        }
    }
}
