package io.tarn.server.ops.principals;

import io.tarn.auth.Principal;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.PrincipalRows;
import io.tarn.server.store.TokenRows.Token;
import io.tarn.server.store.Transaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Sees to it that somebody can still administrate the server after a change. */
final class LastAdmin {
    private LastAdmin() {}

    /** Whether an enabled member of the role admin has a valid token. */
    static boolean exists(Transaction tx, long now) {
        Optional<UUID> role = tx.principals()
                .find(Principal.Kind.ROLE, Principal.ADMIN)
                .filter(PrincipalRows.Entry::enabled)
                .map(entry -> entry.principal().id());
        Deque<UUID> open = new ArrayDeque<>(role.stream().toList());
        Set<UUID> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            for (Principal member : tx.memberships().members(open.remove())) {
                Optional<PrincipalRows.Entry> entry =
                        tx.principals().find(member.id()).filter(PrincipalRows.Entry::enabled);
                if (entry.isPresent() && seen.add(member.id())) {
                    if (member.kind().calls() && hasToken(tx, member.id(), now)) {
                        return true;
                    }
                    open.add(member.id());
                }
            }
        }
        return false;
    }

    /**
     * Asked at the end of a change, in its transaction.
     *
     * @param before what {@link #exists} said at its beginning: nobody can be lost who was not there
     * @param force whether the caller knows what it does: principals that sign in without a token of this server, as through
     *     an OIDC issuer, are not seen here
     * @throws TarnException LAST_ADMIN when no enabled member of the role admin has a valid token any more
     */
    static void check(Transaction tx, boolean before, long now, boolean force) {
        if (before && !force && !exists(tx, now)) {
            throw TarnException.of(
                    ErrorCode.LAST_ADMIN,
                    "Nobody with a valid token would be in the role admin any more; give somebody else the role and a token"
                            + " first, or repeat this with force=true");
        }
    }

    private static boolean hasToken(Transaction tx, UUID principal, long now) {
        return tx.tokens().of(principal).stream().anyMatch((Token token) -> token.validAt(now));
    }
}
