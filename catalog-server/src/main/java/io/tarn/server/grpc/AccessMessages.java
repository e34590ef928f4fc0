package io.tarn.server.grpc;

import io.tarn.auth.BuiltinAuthorizer.Allowed;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Grant;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Restrictions;
import io.tarn.proto.v1.Columns;
import io.tarn.proto.v1.Explanation;
import io.tarn.proto.v1.HeldGrant;
import io.tarn.proto.v1.ListGrantHistoryResponse;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Restriction;
import io.tarn.proto.v1.Step;
import io.tarn.proto.v1.WhoCanResponse;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.privileges.ExplainAccess;
import io.tarn.server.ops.privileges.GrantPrivilege;
import io.tarn.server.ops.privileges.Resource;
import io.tarn.server.store.PermissionRows;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Grants and explanations in messages. */
final class AccessMessages {
    private AccessMessages() {}

    static GrantPrivilege.Request grant(Permission permission) {
        if (permission.getExpiresAtMillis() < 0) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'expires_at_millis' is negative");
        }
        return new GrantPrivilege.Request(
                resource(permission.getResource()),
                privilege(permission.getAccess()),
                permission.getPrincipal(),
                permission.hasColumns() ? columns(permission.getColumns()) : null,
                permission.getExpiresAtMillis());
    }

    /** @throws TarnException INVALID_REQUEST when a name that the type needs is missing, or there is one too many */
    static Resource resource(io.tarn.proto.v1.Resource resource) {
        ResourceType type = word(ResourceType.class, "resource type", resource.getType());
        boolean inDatabase = switch (type) {
            case CATALOG, CATALOG_ALL, LOCATION -> false;
            default -> true;
        };
        boolean named = switch (type) {
            case CATALOG, CATALOG_ALL, DATABASE, DATABASE_ALL -> false;
            default -> true;
        };
        check(type, "database", inDatabase, resource.getDatabase());
        check(type, "object", named, resource.getObject());
        if (inDatabase) {
            Names.check("database", resource.getDatabase());
        }
        if (named && type != ResourceType.LOCATION) {
            Names.check(type.on().word(), resource.getObject());
        }
        return new Resource(type, resource.getDatabase(), resource.getObject());
    }

    private static void check(ResourceType type, String member, boolean needed, String value) {
        if (needed == value.isEmpty()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "A resource of type " + type + (needed ? " needs the member '" : " has no member '") + member
                            + "'");
        }
    }

    static Privilege privilege(String text) {
        return word(Privilege.class, "access", text);
    }

    static <E extends Enum<E>> E word(Class<E> type, String what, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(word -> word.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST, "There is no " + what + " '" + Names.printable(text) + "'"));
    }

    private static ColumnSet columns(Columns columns) {
        return new ColumnSet(columns.getExcluded(), columns.getNamesList());
    }

    private static Columns of(ColumnSet columns) {
        return Columns.newBuilder()
                .setExcluded(columns.excluded())
                .addAllNames(columns.names())
                .build();
    }

    static Permission of(PermissionRows.Permission held) {
        Permission.Builder permission = Permission.newBuilder()
                .setResource(io.tarn.proto.v1.Resource.newBuilder()
                        .setType(held.grant().type().name())
                        .setDatabase(held.place().database())
                        .setObject(held.place().object()))
                .setAccess(held.grant().privilege().name())
                .setPrincipal(held.principal().label())
                .setExpiresAtMillis(held.grant().expiresAt());
        ColumnSet columns = held.grant().columns();
        if (columns != null) {
            permission.setColumns(of(columns));
        }
        return permission.build();
    }

    private static HeldGrant of(Grant grant) {
        HeldGrant.Builder held = HeldGrant.newBuilder()
                .setId(grant.id().toString())
                .setResourceType(grant.type().name())
                .setAccess(grant.privilege().name())
                .setExpiresAtMillis(grant.expiresAt());
        ColumnSet columns = grant.columns();
        if (columns != null) {
            held.setColumns(of(columns));
        }
        return held.build();
    }

    static Explanation of(ExplainAccess.Result result) {
        Explanation.Builder explanation = Explanation.newBuilder()
                .setDecision(result.explanation().decision().verdict().name())
                .setReason(result.explanation().decision().reason());
        result.explanation().steps().forEach(step -> explanation.addNeeds(of(step)));
        if (!result.hidden().none()) {
            explanation.setRestriction(of(result.hidden()));
        }
        return explanation.build();
    }

    private static Step of(io.tarn.auth.Explanation.Step step) {
        Step.Builder wire = Step.newBuilder()
                .setNeeds(step.needs())
                .setOn(step.on().toString())
                .setAllowed(step.allowed())
                .setBecause(step.because())
                .addAllThrough(labels(step.through()));
        Grant grant = step.grant();
        if (grant != null) {
            wire.setGrant(of(grant));
        }
        if (!step.allowed()) {
            wire.addAllMayBeGrantedBy(labels(step.grantors()));
        }
        return wire.build();
    }

    private static Restriction of(Restrictions hidden) {
        Restriction.Builder restriction = Restriction.newBuilder()
                .setClientIsTrusted(hidden.enforced())
                .setMayWrite(hidden.rules().isEmpty() || hidden.writesUnseen());
        hidden.rules()
                .forEach(rule -> restriction.addPolicies(Restriction.AppliedPolicy.newBuilder()
                        .setId(rule.policy())
                        .setColumn(rule.column())
                        .setSql(rule.sql())));
        List<ColumnSet> columns = hidden.columns();
        if (columns != null) {
            columns.forEach(set -> restriction.addColumns(of(set)));
        }
        return restriction.build();
    }

    static List<String> labels(List<Principal> principals) {
        return principals.stream().map(Principal::label).toList();
    }

    static WhoCanResponse.Allowed of(Allowed allowed) {
        WhoCanResponse.Allowed.Builder wire = WhoCanResponse.Allowed.newBuilder()
                .setPrincipal(allowed.principal().label())
                .setBecause(allowed.because());
        Grant grant = allowed.grant();
        if (grant != null) {
            wire.setGrant(of(grant));
        }
        return wire.build();
    }

    static ListGrantHistoryResponse.Period of(PermissionRows.Period period) {
        return ListGrantHistoryResponse.Period.newBuilder()
                .setGrant(of(period.grant()))
                .setPrincipal(period.principal().label())
                .setGrantedAtMillis(period.sinceAt())
                .setGrantedBy(period.sinceBy())
                .setRevokedAtMillis(period.untilAt())
                .setRevokedBy(period.untilBy())
                .build();
    }
}
