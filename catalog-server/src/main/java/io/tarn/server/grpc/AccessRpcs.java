package io.tarn.server.grpc;

import com.google.rpc.Status;
import io.grpc.ServiceDescriptor;
import io.tarn.auth.BuiltinAuthorizer.Allowed;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Privilege;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.ExplainRequest;
import io.tarn.proto.v1.Explanation;
import io.tarn.proto.v1.GrantRequest;
import io.tarn.proto.v1.GrantResponse;
import io.tarn.proto.v1.ListEffectivePrivilegesRequest;
import io.tarn.proto.v1.ListEffectivePrivilegesResponse;
import io.tarn.proto.v1.ListGrantHistoryRequest;
import io.tarn.proto.v1.ListGrantHistoryResponse;
import io.tarn.proto.v1.ListPermissionsRequest;
import io.tarn.proto.v1.ListPermissionsResponse;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.RevokeRequest;
import io.tarn.proto.v1.RevokeResponse;
import io.tarn.proto.v1.TransferOwnershipRequest;
import io.tarn.proto.v1.TransferOwnershipResponse;
import io.tarn.proto.v1.WhoCanRequest;
import io.tarn.proto.v1.WhoCanResponse;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.privileges.AccessHistory;
import io.tarn.server.ops.privileges.EffectivePrivileges;
import io.tarn.server.ops.privileges.ExplainAccess;
import io.tarn.server.ops.privileges.GrantPrivilege;
import io.tarn.server.ops.privileges.ListPermissions;
import io.tarn.server.ops.privileges.Resource;
import io.tarn.server.ops.privileges.RevokePrivilege;
import io.tarn.server.ops.privileges.TransferOwnership;
import io.tarn.server.store.PermissionRows;
import java.util.List;
import java.util.function.Consumer;

/** Who may do what, why, and since when. */
public final class AccessRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListPermissions list,
            GrantPrivilege grant,
            RevokePrivilege revoke,
            TransferOwnership transfer,
            ExplainAccess explain,
            EffectivePrivileges effective,
            AccessHistory history) {}

    private static final Status DONE = Status.getDefaultInstance();

    private final Catalogs catalogs;
    private final Operations ops;

    public AccessRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return AccessServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(AccessServiceGrpc.getListPermissionsMethod(), Operation.LIST_PERMISSIONS, this::list),
                Rpc.of(AccessServiceGrpc.getGrantMethod(), Operation.GRANT_ON_TABLE, this::grant),
                Rpc.of(AccessServiceGrpc.getRevokeMethod(), Operation.GRANT_ON_TABLE, this::revoke),
                Rpc.of(AccessServiceGrpc.getTransferOwnershipMethod(), Operation.TRANSFER_TABLE, this::transfer),
                Rpc.of(AccessServiceGrpc.getExplainMethod(), Operation.EXPLAIN, this::explain),
                Rpc.of(AccessServiceGrpc.getListEffectivePrivilegesMethod(), Operation.EXPLAIN, this::effective),
                Rpc.of(AccessServiceGrpc.getWhoCanMethod(), Operation.EXPLAIN, this::whoCan),
                Rpc.of(AccessServiceGrpc.getListGrantHistoryMethod(), Operation.EXPLAIN, this::history));
    }

    private ListPermissionsResponse list(Caller caller, ListPermissionsRequest request) {
        Page<PermissionRows.Permission> page = ops.list()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        request.hasResource() ? AccessMessages.resource(request.getResource()) : null,
                        NamesInMessages.orNull(request.getPrincipal()),
                        request.getAccess().isEmpty() ? null : AccessMessages.privilege(request.getAccess()),
                        request.getPageToken(),
                        Paging.size(request.getPageSize()));
        return ListPermissionsResponse.newBuilder()
                .addAllPermissions(page.map(AccessMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private GrantResponse grant(Caller caller, GrantRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        return GrantResponse.newBuilder()
                .addAllResults(each(
                        caller,
                        request.getPermissionsList(),
                        permission -> ops.grant().run(caller, catalog, AccessMessages.grant(permission))))
                .build();
    }

    private RevokeResponse revoke(Caller caller, RevokeRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        return RevokeResponse.newBuilder()
                .addAllResults(each(
                        caller,
                        request.getPermissionsList(),
                        permission -> ops.revoke()
                                .run(
                                        caller,
                                        catalog,
                                        AccessMessages.resource(permission.getResource()),
                                        AccessMessages.privilege(permission.getAccess()),
                                        permission.getPrincipal())))
                .build();
    }

    /** Each by itself: what is refused does not hold up the rest, and its place in the answer says why. */
    private static List<Status> each(Caller caller, List<Permission> permissions, Consumer<Permission> item) {
        if (permissions.size() > Limits.GRANTS_AT_ONCE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "At most " + Limits.GRANTS_AT_ONCE + " permissions can be changed at once; these are "
                            + permissions.size());
        }
        return permissions.stream()
                .map(permission -> result(caller, permission, item))
                .toList();
    }

    private static Status result(Caller caller, Permission permission, Consumer<Permission> item) {
        try {
            item.accept(permission);
            return DONE;
        } catch (TarnException e) {
            if (e.code().isServersFault()) {
                // The rest would fare no better, and what is done already may be done again.
                throw e;
            }
            return RichStatus.of(e, caller.request());
        }
    }

    private TransferOwnershipResponse transfer(Caller caller, TransferOwnershipRequest request) {
        ops.transfer()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        AccessMessages.resource(request.getResource()),
                        request.getOwner());
        return TransferOwnershipResponse.getDefaultInstance();
    }

    private Explanation explain(Caller caller, ExplainRequest request) {
        List<Resource> on =
                request.getOnList().stream().map(AccessMessages::resource).toList();
        ExplainAccess.Change change = new ExplainAccess.Change(
                request.getAddList().stream().map(AccessMessages::grant).toList(),
                request.getRemoveList().stream().map(AccessMessages::grant).toList());
        return AccessMessages.of(ops.explain()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        request.getPrincipal(),
                        AccessMessages.word(Operation.class, "operation", request.getOperation()),
                        on,
                        change));
    }

    private ListEffectivePrivilegesResponse effective(Caller caller, ListEffectivePrivilegesRequest request) {
        EffectivePrivileges.Result result = ops.effective()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        request.getPrincipal(),
                        request.getPageToken(),
                        Paging.size(request.getPageSize()));
        ListEffectivePrivilegesResponse.Builder answer = ListEffectivePrivilegesResponse.newBuilder()
                .setAdmin(result.admin())
                .setNextPageToken(Paging.token(result.page().nextToken()));
        result.held()
                .forEach(held -> answer.addPrivileges(ListEffectivePrivilegesResponse.Held.newBuilder()
                        .setPermission(AccessMessages.of(held.permission()))
                        .addAllThrough(AccessMessages.labels(held.through()))));
        return answer.build();
    }

    private WhoCanResponse whoCan(Caller caller, WhoCanRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        Resource resource = AccessMessages.resource(request.getResource());
        Privilege privilege =
                request.getAccess().isEmpty() ? Privilege.SELECT : AccessMessages.privilege(request.getAccess());
        List<Allowed> allowed = request.hasAtMillis()
                ? ops.history().whoCould(caller, catalog, resource, privilege, request.getAtMillis())
                : ops.explain().whoMay(caller, catalog, resource, privilege);
        return WhoCanResponse.newBuilder()
                .addAllPrincipals(allowed.stream().map(AccessMessages::of).toList())
                .build();
    }

    private ListGrantHistoryResponse history(Caller caller, ListGrantHistoryRequest request) {
        List<PermissionRows.Period> periods = ops.history()
                .grants(caller, catalog(request.getCatalog()), AccessMessages.resource(request.getResource()));
        return ListGrantHistoryResponse.newBuilder()
                .addAllPeriods(periods.stream().map(AccessMessages::of).toList())
                .build();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
