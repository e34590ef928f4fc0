package io.tarn.server.ops.principals;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.TokenSecret;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.TokenRows.Token;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Principals and their tokens. Every method checks before it looks, so that a refusal does not tell who exists. */
public final class ManagePrincipals {
    /** A token that was just made: the only time that its secret is known. */
    public record Issued(Principal principal, Token token, TokenSecret secret) {}

    private final Store store;
    private final Guard guard;
    private final AuthenticateToken authentication;
    private final Clock clock;

    public ManagePrincipals(Store store, Guard guard, AuthenticateToken authentication, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.authentication = authentication;
        this.clock = clock;
    }

    public Page<Principal> list(Principal actor, PageRequest page) {
        guard.check(actor, Operation.LIST_PRINCIPALS, Securable.server());
        return store.read(tx -> tx.principals().list(page));
    }

    /** @throws TarnException PRINCIPAL_EXISTS, INVALID_NAME */
    public Principal create(Principal actor, String name) {
        Names.check("principal", name);
        guard.check(actor, Operation.CREATE_PRINCIPAL, Securable.server());
        Principal principal = new Principal(Ids.next(), name, false);
        try {
            store.write(tx -> {
                tx.principals().insert(principal, clock.millis(), actor.name());
                return principal;
            });
        } catch (DuplicateKeyException e) {
            throw TarnException.about(ErrorCode.PRINCIPAL_EXISTS, name, "Principal " + name + " exists already");
        }
        return principal;
    }

    /** Drops a principal and every token of it. Root cannot be dropped. */
    public void drop(Principal actor, String name) {
        guard.check(actor, Operation.DROP_PRINCIPAL, Securable.server());
        store.write(tx -> {
            Principal principal = find(tx, name);
            if (principal.root()) {
                throw TarnException.about(ErrorCode.FORBIDDEN, name, "The root principal cannot be dropped");
            }
            tx.tokens().deleteAll(principal.id());
            return tx.principals().delete(principal.id());
        });
        authentication.forgetAll();
    }

    public List<Token> tokens(Principal actor, String name) {
        guard.check(actor, Operation.LIST_TOKENS, Securable.server());
        return store.read(tx -> tx.tokens().of(find(tx, name).id()));
    }

    /** @param expiresAt epoch milliseconds; 0: never */
    public Issued issue(Principal actor, String name, long expiresAt) {
        guard.check(actor, Operation.ISSUE_TOKEN, Securable.server());
        if (expiresAt != 0 && expiresAt <= clock.millis()) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'expiresAt' lies in the past");
        }
        TokenSecret secret = TokenSecret.generate();
        return store.write(tx -> {
            Principal principal = find(tx, name);
            Token token = new Token(Ids.next(), principal.id(), clock.millis(), actor.name(), expiresAt, 0);
            tx.tokens().insert(token, secret.hash());
            return new Issued(principal, token, secret);
        });
    }

    /** Holds for the next request on this replica, and within a second on every other. */
    public void revoke(Principal actor, String name, UUID tokenId) {
        guard.check(actor, Operation.REVOKE_TOKEN, Securable.server());
        boolean revoked = store.write(tx -> {
            Principal principal = find(tx, name);
            if (principal.root() && isLast(tx.tokens().of(principal.id()), tokenId)) {
                throw TarnException.about(
                        ErrorCode.FORBIDDEN, name, "The last token of root cannot be revoked; issue another one first");
            }
            return tx.tokens().revoke(principal.id(), tokenId, clock.millis());
        });
        if (!revoked) {
            throw TarnException.about(
                    ErrorCode.TOKEN_NOT_FOUND, tokenId.toString(), "Principal " + name + " has no token " + tokenId);
        }
        authentication.forgetAll();
    }

    private boolean isLast(List<Token> tokens, UUID tokenId) {
        return tokens.stream()
                .filter(token -> token.validAt(clock.millis()))
                .allMatch(token -> token.id().equals(tokenId));
    }

    private static Principal find(Transaction tx, String name) {
        return tx.principals()
                .find(Names.check("principal", name))
                .orElseThrow(() -> TarnException.about(
                        ErrorCode.PRINCIPAL_NOT_FOUND,
                        Names.printable(name),
                        "Principal '" + Names.printable(name) + "' does not exist"));
    }
}
