package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.ClientContext;
import io.tarn.auth.Principal;
import io.tarn.auth.capability.Capability;
import io.tarn.auth.dlf.KeyPairs;
import io.tarn.auth.login.AuthenticatorChain;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.UndecidedException;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.audit.RefusedLogins;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;

/** Finds out who a request acts for, from what it presents. */
public final class IdentifyCaller {
    /** Names the user that the caller acts for. */
    public static final String ON_BEHALF_OF = "X-Tarn-On-Behalf-Of";

    private final AuthenticatorChain chain;
    private final RecognizePrincipal principals;
    private final FreshAuthorizer authorizer;
    private final Impersonation impersonation;
    private final RefusedLogins refusals;
    private final KeyPairs keys;
    private final Clock clock;

    /** @param keys that clients prove with that they keep to policies */
    public IdentifyCaller(
            AuthenticatorChain chain,
            RecognizePrincipal principals,
            FreshAuthorizer authorizer,
            Impersonation impersonation,
            RefusedLogins refusals,
            KeyPairs keys,
            Clock clock) {
        this.chain = chain;
        this.principals = principals;
        this.authorizer = authorizer;
        this.impersonation = impersonation;
        this.refusals = refusals;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param requestId under which the server's log tells of the request
     * @throws RefusedException when the credentials are not right
     * @throws UndecidedException when that cannot be told now
     * @throws TarnException FORBIDDEN when the caller may not act for whom it wants to
     */
    public Caller run(Credentials credentials, String requestId) {
        Identity identity = chain.authenticate(credentials);
        Principal principal = principals.run(identity);
        Set<UUID> groups = identity.groups().isEmpty() ? Set.of() : authorizer.groups(identity.groups());
        Caller caller = new Caller(
                principal,
                groups,
                identity.attributes(),
                null,
                credentials.source(),
                enforces(credentials),
                requestId,
                client(credentials),
                null);
        String other = credentials.header(ON_BEHALF_OF);
        return other == null ? caller : impersonation.run(caller, other.strip());
    }

    private static ClientContext client(Credentials credentials) {
        return new ClientContext(
                textOf(credentials, "User-Agent"),
                textOf(credentials, ClientContext.ENGINE_HEADER),
                textOf(credentials, ClientContext.JOB_HEADER));
    }

    private static String textOf(Credentials credentials, String header) {
        String sent = credentials.header(header);
        return sent == null ? "" : sent;
    }

    /** A capability that is sent and is not right is refused: its engine would only be refused later, and less clearly. */
    private boolean enforces(Credentials credentials) {
        String sent = credentials.header(Capability.HEADER);
        if (sent == null) {
            return false;
        }
        Principal signer = Capability.signer(sent, credentials, keys, clock).known();
        if (signer == null || !authorizer.fresh().enforces(signer.id())) {
            throw new RefusedException("The header " + Capability.HEADER
                    + " is signed by a principal that is not trusted to enforce policies");
        }
        return true;
    }

    /**
     * Writes down that credentials were refused, here or where tokens are given out.
     *
     * @param requestId under which the server's log tells of the request
     */
    public void refused(String source, String requestId, RefusedException refused) {
        refusals.loginRefused(source, requestId, String.valueOf(refused.getMessage()));
    }
}
