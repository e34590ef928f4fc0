package io.tarn.server.ops;

import io.tarn.auth.Authorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.audit.Refusals;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The single point at which an operation is allowed or refused. */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final Authorizer authorizer;
    private final Refusals refusals;
    private final TableColumns columns;

    public Guard(Authorizer authorizer, Refusals refusals, TableColumns columns) {
        this.authorizer = authorizer;
        this.refusals = refusals;
        this.columns = columns;
    }

    /** @throws TarnException FORBIDDEN, also for what is hidden; UNAVAILABLE when no decision is possible */
    public void check(Caller caller, Operation operation, Securable... on) {
        Decision decision = decide(() -> authorizer.authorize(caller, operation, List.of(on)));
        if (!decision.allowed()) {
            throw refused(caller, operation, decision, on);
        }
    }

    /**
     * Whether a caller could do an operation that it does not ask for.
     *
     * @throws TarnException UNAVAILABLE when no decision is possible
     */
    public boolean wouldAllow(Caller caller, Operation operation, Securable... on) {
        return decision(caller, operation, on).allowed();
    }

    /**
     * As {@link #wouldAllow}, with what it rests on.
     *
     * @throws TarnException UNAVAILABLE when no decision is possible
     */
    public Decision decision(Caller caller, Operation operation, Securable... on) {
        return decide(() -> authorizer.authorize(caller, operation, List.of(on)));
    }

    /**
     * As {@link #check}.
     *
     * @return false when the caller may not know that one of the objects exists: then it does not, for this caller
     */
    public boolean allows(Caller caller, Operation operation, Securable... on) {
        Decision decision = decide(() -> authorizer.authorize(caller, operation, List.of(on)));
        return switch (decision.verdict()) {
            case ALLOWED -> true;
            case DENIED -> throw refused(caller, operation, decision, on);
            case HIDDEN -> {
                refused(caller, operation, decision, on);
                yield false;
            }
        };
    }

    /** @throws TarnException UNAVAILABLE when no decision is possible */
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        return decide(() -> authorizer.visible(caller, parent, kind, namesOnly));
    }

    /**
     * Sees to it that a caller that does not see a table whole neither reads it through a client that may not keep to that,
     * nor changes what it does not see.
     *
     * @param managed whether clients ask the server before they read it
     * @throws TarnException FORBIDDEN; UNAVAILABLE when no decision is possible
     */
    public void checkUnseen(Caller caller, Operation operation, Securable table, boolean managed) {
        OperationTable.DataUse use = OperationTable.dataUse(operation);
        if (use == OperationTable.DataUse.NONE) {
            return;
        }
        Restrictions hidden = restrictions(caller, table);
        if (hidden.none()) {
            return;
        }
        if (use == OperationTable.DataUse.WRITES) {
            if (!hidden.rules().isEmpty() && !hidden.writesUnseen()) {
                throw refuse(
                        caller,
                        operation,
                        "rows or values of it are hidden from the caller, and who does not see a"
                                + " table as it is may change it only with the privilege WRITEUNSEEN",
                        table);
            }
        } else if (!managed) {
            throw refuse(
                    caller,
                    operation,
                    "rows, values or columns of it are hidden from the caller, and clients read"
                            + " tables of this kind without asking the server",
                    table);
        } else if (!hidden.enforced()) {
            throw refuse(
                    caller,
                    operation,
                    "rows, values or columns of it are hidden from the caller, and its client has"
                            + " not proved that it keeps to that: use metastore=tarn of Tarn's plugin, or come through a"
                            + " service that an administrator trusts to enforce policies",
                    table);
        }
    }

    /** @throws TarnException UNAVAILABLE when it cannot be told at the moment */
    public Restrictions restrictions(Caller caller, Securable table) {
        return decide(() -> authorizer.restrictions(caller, table, () -> columns.of(table.id())));
    }

    /**
     * As {@link #restrictions(Caller, Securable)}, when what is read of the table is known.
     *
     * @param names of its columns there
     */
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> names) {
        return decide(() -> authorizer.restrictions(caller, table, names));
    }

    /** Told when an operation has changed the policy on the way. */
    public void policyChanged() {
        authorizer.outdate();
    }

    private static <T> T decide(Supplier<T> decision) {
        try {
            return decision.get();
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.UNAVAILABLE, "Whether this is allowed cannot be decided at the moment", e);
        }
    }

    /** For what an operation refuses by a rule of its own, beyond what the operation table asks for. */
    public TarnException refuse(Caller caller, Operation operation, String reason, Securable on) {
        return refused(caller, operation, Decision.deny(reason), on);
    }

    private TarnException refused(Caller caller, Operation operation, Decision decision, Securable... on) {
        UUID decisionId = refusals.refused(caller, operation, decision, List.of(on));
        LOG.atInfo()
                .addKeyValue("principal", caller.label())
                .addKeyValue("operation", operation)
                .addKeyValue("verdict", decision.verdict())
                .addKeyValue("reason", decision.reason())
                .addKeyValue("decision", decisionId)
                .log("denied");
        return TarnException.of(
                ErrorCode.FORBIDDEN,
                "Principal '" + caller.principal() + "' may not " + operation + " on "
                        + Arrays.stream(on).map(Securable::toString).collect(Collectors.joining(", ")) + ": "
                        + decision.reason() + " (decision " + decisionId + ")");
    }
}
