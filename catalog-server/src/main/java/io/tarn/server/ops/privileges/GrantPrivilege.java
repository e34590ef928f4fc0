package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Grant;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives a principal a privilege: at most what the grantor holds itself. */
public final class GrantPrivilege {
    /**
     * What is granted.
     *
     * @param columns for COLUMN, and only for it
     * @param expiresAt epoch milliseconds, exclusive; 0: never
     */
    public record Request(
            Resource resource,
            Privilege privilege,
            String principal,
            @Nullable ColumnSet columns,
            long expiresAt) {}

    private final Resources resources;
    private final FreshAuthorizer authorizer;
    private final ChangePolicy policy;
    private final ForwardGrant forward;
    private final Clock clock;

    public GrantPrivilege(
            Resources resources, FreshAuthorizer authorizer, ChangePolicy policy, ForwardGrant forward, Clock clock) {
        this.resources = resources;
        this.authorizer = authorizer;
        this.policy = policy;
        this.forward = forward;
        this.clock = clock;
    }

    /**
     * Grants; what was granted before on the same resource, with other columns or another end, is replaced.
     *
     * @throws TarnException PRINCIPAL_NOT_FOUND, the "not found" of the resource, FORBIDDEN; INVALID_REQUEST for a privilege
     *     that does not apply, columns where there are none, or an end that has passed; as {@link ForwardGrant#run}
     */
    public void run(Caller caller, Catalogs.Entry catalog, Request request) {
        check(request);
        PrincipalLabel grantee = PrincipalLabel.parse(request.principal());
        Securable on = resources.toGrantOn(caller, catalog, request.resource());
        if (forward.applies()) {
            if (request.expiresAt() != 0) {
                throw forward.refuse("A grant that ends by itself cannot be forwarded");
            }
            forward.run(caller, true, on, request.resource(), request.privilege(), grantee);
            return;
        }
        Grant asked = draft(new UUID(0, 0), on, catalog, request);
        authorizer.lacking(caller, asked, on).ifPresent(missing -> {
            throw resources.refuse(
                    caller,
                    request.resource(),
                    "it may grant there, but not " + request.privilege() + ", because it does not hold " + missing,
                    on);
        });
        policy.run(caller, (tx, change) -> {
            Principal principal = grantee.find(tx).principal();
            hold(tx, on, request.resource());
            boolean granted =
                    put(tx, draft(principal.id(), on, catalog, request), locationOf(request.resource()), change);
            if (granted) {
                GrantTrail.granted(tx, caller, on, request, principal);
            }
            return granted;
        });
    }

    private static boolean put(Transaction tx, Grant grant, String location, PolicyChange change) {
        Optional<Grant> before =
                tx.permissions().find(grant.object(), grant.type(), grant.principal(), grant.privilege());
        if (before.isPresent()) {
            if (before.get().sameAs(grant)) {
                return false;
            }
            tx.permissions().end(before.get().id(), change);
        }
        tx.permissions().insert(grant, location, change);
        return true;
    }

    /** So that granting on an object and dropping it cannot both succeed. */
    private static void hold(Transaction tx, Securable on, Resource resource) {
        boolean held = switch (on.kind()) {
            case DATABASE -> tx.namespaces().touch(on.id());
            case TABLE, VIEW -> tx.relations().touchBranches(on.id());
            // Catalogs stay, places are no rows, and nothing hangs on a grant for a function that is gone.
            case CATALOG, LOCATION, FUNCTION, SERVER -> true;
        };
        if (!held) {
            throw on.kind() == Securable.Kind.DATABASE
                    ? Missing.database(resource.database())
                    : TarnException.about(ErrorCode.TABLE_NOT_FOUND, on.name(), on + " does not exist any more");
        }
    }

    static Grant draft(UUID principal, Securable on, Catalogs.Entry catalog, Request request) {
        Securable parent = on.parent();
        UUID database = switch (on.kind()) {
            case DATABASE -> on.id();
            case TABLE, VIEW, FUNCTION -> parent == null ? null : parent.id();
            default -> null;
        };
        return new Grant(
                Ids.next(),
                principal,
                request.resource().type(),
                on.id(),
                catalog.catalog().id(),
                database,
                request.privilege(),
                request.columns(),
                request.expiresAt());
    }

    private static String locationOf(Resource resource) {
        return resource.type() == ResourceType.LOCATION ? resource.object() : "";
    }

    private void check(Request request) {
        ResourceType type = request.resource().type();
        checkApplies(type, request.privilege());
        ColumnSet columns = request.columns();
        if ((type == ResourceType.COLUMN) != (columns != null)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "'columns' belongs to resources of type COLUMN, and to no other");
        }
        if (columns != null) {
            checkColumns(columns.names());
        }
        if (request.expiresAt() != 0 && request.expiresAt() <= clock.millis()) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'expireTime' lies in the past");
        }
    }

    static void checkApplies(ResourceType type, Privilege privilege) {
        if (!type.supports(privilege)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    privilege + " does not apply to " + type + "; these do: "
                            + new TreeSet<>(type.privileges())
                                    .stream().map(Privilege::name).toList());
        }
    }

    /** Whether the privilege means anything on the kind of object, granted on it or inherited. */
    static void checkMeans(ResourceType type, Privilege privilege) {
        if (!privilege.appliesTo(type.on()) || privilege == Privilege.ALL) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    privilege + " means nothing on " + type.on().word() + "s");
        }
    }

    private static void checkColumns(List<String> names) {
        if (names.isEmpty() || Set.copyOf(names.stream().distinct().toList()).size() != names.size()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "The columns of a grant must be named, and each only once");
        }
    }
}
