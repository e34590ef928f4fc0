package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.CreatePolicyRequest;
import io.tarn.proto.v1.CreatePolicyResponse;
import io.tarn.proto.v1.DropPolicyRequest;
import io.tarn.proto.v1.DropPolicyResponse;
import io.tarn.proto.v1.ListPoliciesRequest;
import io.tarn.proto.v1.ListPoliciesResponse;
import io.tarn.proto.v1.Policy;
import io.tarn.proto.v1.PolicyServiceGrpc;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.policies.CreatePolicy;
import io.tarn.server.ops.policies.DropPolicy;
import io.tarn.server.ops.policies.ListPolicies;
import io.tarn.server.ops.policies.PolicyRequest;
import io.tarn.server.store.PolicyRows;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Row filters and column masks. */
public final class PolicyRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(ListPolicies list, CreatePolicy create, DropPolicy drop) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public PolicyRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return PolicyServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(PolicyServiceGrpc.getListPoliciesMethod(), Operation.LIST_POLICIES, this::list),
                Rpc.of(PolicyServiceGrpc.getCreatePolicyMethod(), Operation.CREATE_POLICY, this::create),
                Rpc.of(PolicyServiceGrpc.getDropPolicyMethod(), Operation.DROP_POLICY, this::drop));
    }

    private ListPoliciesResponse list(Caller caller, ListPoliciesRequest request) {
        Boolean filtersRows = switch (request.getKind()) {
            case POLICY_KIND_ROW_FILTER -> true;
            case POLICY_KIND_COLUMN_MASK -> false;
            case POLICY_KIND_UNSPECIFIED -> null;
            case UNRECOGNIZED ->
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "There are no policies of this kind");
        };
        List<PolicyRows.Entry> found = ops.list()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        new ListPolicies.Filter(
                                filtersRows,
                                NamesInMessages.orNull(request.getPrincipal()),
                                NamesInMessages.orNull(request.getColumn())));
        return ListPoliciesResponse.newBuilder()
                .addAllPolicies(found.stream().map(PolicyRpcs::of).toList())
                .build();
    }

    private static Policy of(PolicyRows.Entry entry) {
        return Policy.newBuilder()
                .setId(entry.policy().id().toString())
                .setPrincipal(entry.principal().label())
                .setColumn(entry.policy().column())
                .setSql(entry.policy().sql())
                .setPaimonJson(entry.json())
                .setCreatedAtMillis(entry.createdAt())
                .setCreatedBy(entry.createdBy())
                .build();
    }

    private CreatePolicyResponse create(Caller caller, CreatePolicyRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        TableName table = NamesInMessages.table(request.getTable());
        String kept = request.getValidateOnly()
                ? ops.create().validate(caller, catalog, table, request(request))
                : ops.create().run(caller, catalog, table, request(request));
        return CreatePolicyResponse.newBuilder().setSql(kept).build();
    }

    private static PolicyRequest request(CreatePolicyRequest request) {
        String column = request.getColumn().isEmpty() ? "" : Names.check("column", request.getColumn());
        return switch (request.getRuleCase()) {
            case SQL ->
                new PolicyRequest(
                        request.getPrincipal(), column, limited("sql", request.getSql()), null, request.getReplace());
            case PAIMON_JSON ->
                new PolicyRequest(
                        request.getPrincipal(),
                        column,
                        null,
                        Json.plain(Json.parse(
                                limited("paimon_json", request.getPaimonJson()).getBytes(StandardCharsets.UTF_8))),
                        request.getReplace());
            case RULE_NOT_SET -> throw NamesInMessages.missing("sql");
        };
    }

    private static String limited(String member, String text) {
        if (text.length() > Limits.POLICY_LENGTH) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "'" + member + "' is longer than " + Limits.POLICY_LENGTH + " characters");
        }
        return text;
    }

    private DropPolicyResponse drop(Caller caller, DropPolicyRequest request) {
        ops.drop()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getPrincipal(),
                        request.getColumn());
        return DropPolicyResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
