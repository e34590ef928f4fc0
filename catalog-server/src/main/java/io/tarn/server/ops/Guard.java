package io.tarn.server.ops;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The single point at which an operation is allowed or refused. */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final Authorizer authorizer;

    public Guard(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** @throws TarnException FORBIDDEN, or UNAVAILABLE when no decision is possible */
    public void check(Principal principal, Operation operation, Securable... on) {
        Decision decision;
        try {
            decision = authorizer.authorize(principal, operation, List.of(on));
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.UNAVAILABLE, "Whether this is allowed cannot be decided at the moment", e);
        }
        if (!decision.allowed()) {
            LOG.atInfo()
                    .addKeyValue("principal", principal.name())
                    .addKeyValue("operation", operation)
                    .addKeyValue("reason", decision.reason())
                    .log("denied");
            throw TarnException.of(
                    ErrorCode.FORBIDDEN,
                    "Principal '" + principal.name() + "' may not " + operation + " on "
                            + Arrays.stream(on).map(Securable::toString).collect(Collectors.joining(", ")) + ": "
                            + decision.reason());
        }
    }
}
