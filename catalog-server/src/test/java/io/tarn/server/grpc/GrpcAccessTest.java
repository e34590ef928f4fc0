package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.AlterFunctionRequest;
import io.tarn.proto.v1.AlterViewRequest;
import io.tarn.proto.v1.AuditEntry;
import io.tarn.proto.v1.AuditServiceGrpc;
import io.tarn.proto.v1.AuthorizeQueryRequest;
import io.tarn.proto.v1.CreateFunctionRequest;
import io.tarn.proto.v1.CreatePolicyRequest;
import io.tarn.proto.v1.CreateViewRequest;
import io.tarn.proto.v1.DropFunctionRequest;
import io.tarn.proto.v1.DropPolicyRequest;
import io.tarn.proto.v1.DropViewRequest;
import io.tarn.proto.v1.ExplainRequest;
import io.tarn.proto.v1.Explanation;
import io.tarn.proto.v1.FunctionBody;
import io.tarn.proto.v1.FunctionChange;
import io.tarn.proto.v1.FunctionDefinition;
import io.tarn.proto.v1.FunctionServiceGrpc;
import io.tarn.proto.v1.GetAuditEntryRequest;
import io.tarn.proto.v1.GetFunctionRequest;
import io.tarn.proto.v1.GetTableTokenRequest;
import io.tarn.proto.v1.GetViewRequest;
import io.tarn.proto.v1.GrantRequest;
import io.tarn.proto.v1.ListAllFunctionsRequest;
import io.tarn.proto.v1.ListAllViewsRequest;
import io.tarn.proto.v1.ListEffectivePrivilegesRequest;
import io.tarn.proto.v1.ListFunctionDetailsRequest;
import io.tarn.proto.v1.ListFunctionsRequest;
import io.tarn.proto.v1.ListGrantHistoryRequest;
import io.tarn.proto.v1.ListPermissionsRequest;
import io.tarn.proto.v1.ListPoliciesRequest;
import io.tarn.proto.v1.ListViewDetailsRequest;
import io.tarn.proto.v1.ListViewsRequest;
import io.tarn.proto.v1.ObjectName;
import io.tarn.proto.v1.Parameters;
import io.tarn.proto.v1.Permission;
import io.tarn.proto.v1.Policy;
import io.tarn.proto.v1.PolicyServiceGrpc;
import io.tarn.proto.v1.QueryAuditRequest;
import io.tarn.proto.v1.RegisterTableRequest;
import io.tarn.proto.v1.RemoveOption;
import io.tarn.proto.v1.RenameViewRequest;
import io.tarn.proto.v1.Resource;
import io.tarn.proto.v1.RevokeRequest;
import io.tarn.proto.v1.TransferOwnershipRequest;
import io.tarn.proto.v1.UpdateComment;
import io.tarn.proto.v1.VerifyAuditRequest;
import io.tarn.proto.v1.View;
import io.tarn.proto.v1.ViewChange;
import io.tarn.proto.v1.ViewDefinition;
import io.tarn.proto.v1.ViewServiceGrpc;
import io.tarn.proto.v1.WhoCanRequest;
import org.junit.jupiter.api.Test;

/** What a tool does with views and functions, and with who may do what. */
class GrpcAccessTest extends GrpcTest {
    @Test
    void views() {
        var views = api.stub(ViewServiceGrpc::newBlockingStub);
        ObjectName name = object("v");
        unused(views.createView(CreateViewRequest.newBuilder()
                .setCatalog(CATALOG)
                .setView(name)
                .setDefinition(ViewDefinition.newBuilder()
                        .addFields(field(0, "id", "INT"))
                        .setQuery("SELECT 1")
                        .putDialects("spark", "SELECT 1 AS id")
                        .setComment("one")
                        .putOptions("k", "v"))
                .build()));
        unused(views.alterView(AlterViewRequest.newBuilder()
                .setCatalog(CATALOG)
                .setView(name)
                .addChanges(ViewChange.newBuilder()
                        .setAddDialect(ViewChange.Dialect.newBuilder()
                                .setDialect("flink")
                                .setQuery("SELECT 2")))
                .addChanges(ViewChange.newBuilder()
                        .setRemoveOption(RemoveOption.newBuilder().setKey("k")))
                .addChanges(ViewChange.newBuilder().setUpdateComment(UpdateComment.getDefaultInstance()))
                .build()));
        View view = views.getView(
                GetViewRequest.newBuilder().setCatalog(CATALOG).setView(name).build());
        assertThat(view.getDefinition().getDialectsMap()).containsOnlyKeys("spark", "flink");
        assertThat(view.getDefinition().hasComment()).isFalse();
        assertThat(view.getDefinition().getFieldsList())
                .containsExactly(field(0, "id", "INT").build());
        assertThat(rest.get("/v1/main/databases/default/views/v").get("id").asText())
                .isEqualTo(view.getId());
        assertThat(views.listViews(ListViewsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .build())
                        .getViewsList())
                .contains("v");
        assertThat(views.listViewDetails(ListViewDetailsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .build())
                        .getViewsList())
                .contains(view);
        assertThat(views.listAllViews(ListAllViewsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .build())
                        .getViewsList())
                .contains(name);
        unused(views.renameView(RenameViewRequest.newBuilder()
                .setCatalog(CATALOG)
                .setFrom(name)
                .setTo(object("w"))
                .build()));
        DropViewRequest drop = DropViewRequest.newBuilder()
                .setCatalog(CATALOG)
                .setView(object("w"))
                .build();
        unused(views.dropView(drop));
        assertThat(GrpcApi.failure(() -> views.dropView(drop)).reason()).isEqualTo("VIEW_NOT_FOUND");
    }

    @Test
    void functions() {
        var functions = api.stub(FunctionServiceGrpc::newBlockingStub);
        ObjectName name = object("f");
        FunctionBody java = FunctionBody.newBuilder()
                .setFile(FunctionBody.File.newBuilder()
                        .addResources(FunctionBody.File.Resource.newBuilder()
                                .setType("jar")
                                .setUri("s3://lake/f.jar"))
                        .setLanguage("JAVA")
                        .setClassName("F"))
                .build();
        FunctionBody sql = FunctionBody.newBuilder()
                .setSql(FunctionBody.Sql.newBuilder().setDefinition("x + 1"))
                .build();
        unused(functions.createFunction(CreateFunctionRequest.newBuilder()
                .setCatalog(CATALOG)
                .setFunction(name)
                .setDefinition(FunctionDefinition.newBuilder()
                        .setInput(Parameters.newBuilder().addFields(field(0, "x", "INT")))
                        .setDeterministic(true)
                        .putBodies("flink", java))
                .build()));
        unused(functions.alterFunction(AlterFunctionRequest.newBuilder()
                .setCatalog(CATALOG)
                .setFunction(name)
                .addChanges(FunctionChange.newBuilder()
                        .setAddBody(FunctionChange.Body.newBuilder()
                                .setDialect("spark")
                                .setBody(sql)))
                .build()));
        var found = functions.getFunction(GetFunctionRequest.newBuilder()
                .setCatalog(CATALOG)
                .setFunction(name)
                .build());
        assertThat(found.getDefinition().getBodiesMap())
                .containsEntry("flink", java)
                .containsEntry("spark", sql);
        assertThat(found.getDefinition().getInput().getFieldsCount()).isEqualTo(1);
        assertThat(found.getDefinition().hasOutput()).isFalse();
        assertThat(functions
                        .listFunctions(ListFunctionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .build())
                        .getFunctionsList())
                .containsExactly("f");
        assertThat(functions
                        .listFunctionDetails(ListFunctionDetailsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .build())
                        .getFunctionsList())
                .containsExactly(found);
        assertThat(functions
                        .listAllFunctions(ListAllFunctionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .build())
                        .getFunctionsList())
                .containsExactly(name);
        unused(functions.dropFunction(DropFunctionRequest.newBuilder()
                .setCatalog(CATALOG)
                .setFunction(name)
                .build()));
    }

    @Test
    void grantsAreMadeExplainedListedAndTakenBack() {
        createTable("shared");
        String unused = rest.newPrincipal("user:ann");
        Resource shared = tableResource("shared");
        Permission select = Permission.newBuilder()
                .setResource(shared)
                .setAccess("SELECT")
                .setPrincipal("user:ann")
                .build();
        var access = api.stub(AccessServiceGrpc::newBlockingStub);
        ExplainRequest mayRead = ExplainRequest.newBuilder()
                .setCatalog(CATALOG)
                .setPrincipal("user:ann")
                .setOperation("LIST_SNAPSHOTS")
                .addOn(shared)
                .build();
        Explanation before = access.explain(mayRead);
        assertThat(before.getDecision()).isNotEqualTo("ALLOWED");
        assertThat(before.getNeeds(0).getBecause()).isEqualTo("missing");
        assertThat(access.explain(mayRead.toBuilder().addAdd(select).build()).getDecision())
                .isEqualTo("ALLOWED");
        var granted = access.grant(GrantRequest.newBuilder()
                .setCatalog(CATALOG)
                .addPermissions(select)
                .addPermissions(select.toBuilder().setPrincipal("user:nobody"))
                .build());
        assertThat(granted.getResults(0).getCode()).isZero();
        assertThat(granted.getResults(1).getCode()).isEqualTo(Code.NOT_FOUND.value());
        Explanation after = access.explain(mayRead);
        assertThat(after.getDecision()).isEqualTo("ALLOWED");
        assertThat(after.getNeeds(0).getGrant().getAccess()).isEqualTo("SELECT");
        assertThat(access.listPermissions(ListPermissionsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setResource(shared)
                                .build())
                        .getPermissionsList())
                .containsExactly(select);
        assertThat(access.listEffectivePrivileges(ListEffectivePrivilegesRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setPrincipal("user:ann")
                                .build())
                        .getPrivileges(0)
                        .getPermission())
                .isEqualTo(select);
        assertThat(access.whoCan(WhoCanRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setResource(shared)
                                .build())
                        .getPrincipalsList())
                .extracting(io.tarn.proto.v1.WhoCanResponse.Allowed::getPrincipal)
                .contains("user:ann");
        unused(access.revoke(RevokeRequest.newBuilder()
                .setCatalog(CATALOG)
                .addPermissions(select)
                .build()));
        assertThat(access.explain(mayRead).getDecision()).isNotEqualTo("ALLOWED");
        assertThat(access.listGrantHistory(ListGrantHistoryRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setResource(shared)
                                .build())
                        .getPeriodsList())
                .singleElement()
                .satisfies(period -> assertThat(period.getRevokedAtMillis()).isPositive());
        unused(access.transferOwnership(TransferOwnershipRequest.newBuilder()
                .setCatalog(CATALOG)
                .setResource(shared)
                .setOwner("user:ann")
                .build()));
        assertThat(access.explain(mayRead).getNeeds(0).getBecause()).startsWith("the owner of");
    }

    @Test
    void policiesHideRowsAndValuesAndTellTheirReaders() {
        createTable("people");
        String secret = rest.newPrincipal("user:carl");
        var access = api.stub(AccessServiceGrpc::newBlockingStub);
        unused(access.grant(GrantRequest.newBuilder()
                .setCatalog(CATALOG)
                .addPermissions(Permission.newBuilder()
                        .setResource(tableResource("people"))
                        .setAccess("SELECT")
                        .setPrincipal("user:carl"))
                .build()));
        var policies = api.stub(PolicyServiceGrpc::newBlockingStub);
        CreatePolicyRequest filter = CreatePolicyRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("people"))
                .setPrincipal("user:carl")
                .setSql("id > 5")
                .build();
        unused(policies.createPolicy(filter));
        unused(policies.createPolicy(filter));
        unused(policies.createPolicy(
                filter.toBuilder().setColumn("name").setSql("NULL").build()));
        assertThat(GrpcApi.failure(() -> policies.createPolicy(
                                filter.toBuilder().setSql("id >").build()))
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
        ListPoliciesRequest list = ListPoliciesRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("people"))
                .build();
        assertThat(policies.listPolicies(list).getPoliciesList())
                .extracting(Policy::getColumn)
                .containsExactly("", "name");
        Explanation explanation = access.explain(ExplainRequest.newBuilder()
                .setCatalog(CATALOG)
                .setPrincipal("user:carl")
                .setOperation("LIST_SNAPSHOTS")
                .addOn(tableResource("people"))
                .build());
        assertThat(explanation.getRestriction().getPoliciesCount()).isEqualTo(2);
        assertThat(explanation.getRestriction().getClientIsTrusted()).isFalse();
        AuthorizeQueryRequest query = AuthorizeQueryRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("people"))
                .build();
        assertThat(tables().authorizeQuery(query).getFiltersList()).isEmpty();
        // A client that is not known to keep to policies gets nothing to keep to.
        assertThat(GrpcApi.failure(() -> api.withToken(secret)
                                .stub(io.tarn.proto.v1.TableServiceGrpc::newBlockingStub)
                                .authorizeQuery(query))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        unused(policies.dropPolicy(DropPolicyRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("people"))
                .setPrincipal("user:carl")
                .build()));
        assertThat(policies.listPolicies(list).getPoliciesList())
                .extracting(Policy::getColumn)
                .containsExactly("name");
    }

    @Test
    void aPolicyTakesThePlaceOfAnotherOneOnlyWhenItIsTold() {
        createTable("replaced");
        unused(rest.newPrincipal("user:dora"));
        var policies = api.stub(PolicyServiceGrpc::newBlockingStub);
        CreatePolicyRequest filter = CreatePolicyRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("replaced"))
                .setPrincipal("user:dora")
                .setSql("id>5")
                .build();
        ListPoliciesRequest list = ListPoliciesRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("replaced"))
                .build();
        CreatePolicyRequest ofNobody = filter.toBuilder()
                .setPrincipal("user:not-made-yet")
                .setValidateOnly(true)
                .build();
        assertThat(policies.createPolicy(ofNobody).getSql()).isEqualTo("id > 5");
        assertThat(GrpcApi.failure(() -> policies.createPolicy(
                                ofNobody.toBuilder().setSql("id >").build()))
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(policies.listPolicies(list).getPoliciesList()).isEmpty();

        assertThat(policies.createPolicy(filter).getSql()).isEqualTo("id > 5");
        CreatePolicyRequest other = filter.toBuilder().setSql("id > 6").build();
        assertThat(GrpcApi.failure(() -> policies.createPolicy(other)).code()).isEqualTo(Code.ALREADY_EXISTS);
        unused(policies.createPolicy(other.toBuilder().setReplace(true).build()));
        unused(policies.createPolicy(other.toBuilder().setReplace(true).build()));
        assertThat(policies.listPolicies(list).getPoliciesList())
                .extracting(Policy::getSql)
                .containsExactly("id > 6");
        assertThat(api.stub(AuditServiceGrpc::newBlockingStub)
                        .queryAudit(QueryAuditRequest.newBuilder()
                                .setObject("main.default.replaced")
                                .setOperation("create_policy")
                                .build())
                        .getEntriesList())
                .extracting(entry -> entry.getDetailsOrDefault("replaced", ""))
                .containsExactly("id > 5", "");
    }

    @Test
    void whatWasDoneCanBeAskedAndChecked() {
        createTable("watched");
        var audit = api.stub(AuditServiceGrpc::newBlockingStub);
        AuditEntry entry = audit.queryAudit(QueryAuditRequest.newBuilder()
                        .setObject("main.default.watched")
                        .setOperation("create_table")
                        .setDecision("allowed")
                        .build())
                .getEntries(0);
        assertThat(entry.getObjectKind()).isEqualTo("table");
        assertThat(entry.getDecision()).isEqualTo("ALLOWED");
        assertThat(audit.getAuditEntry(
                        GetAuditEntryRequest.newBuilder().setId(entry.getId()).build()))
                .isEqualTo(entry);
        var first =
                audit.queryAudit(QueryAuditRequest.newBuilder().setPageSize(1).build());
        assertThat(audit.queryAudit(QueryAuditRequest.newBuilder()
                                .setPageToken(first.getNextPageToken())
                                .build())
                        .getEntriesList())
                .doesNotContainAnyElementsOf(first.getEntriesList());
        assertThat(audit.verifyAudit(VerifyAuditRequest.getDefaultInstance()).getRows())
                .isPositive();
    }

    @Test
    void credentialsAndRegistrationsAnswerAsOverHttp() {
        createTable("local");
        var token = tables().getTableToken(GetTableTokenRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("local"))
                .build());
        assertThat(token.getOptionsMap()).as("a local warehouse needs none").isEmpty();
        assertThat(token.getExpiresAtMillis()).isPositive();
        assertThat(GrpcApi.failure(() -> tables().registerTable(RegisterTableRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(table("foreign"))
                                .setLocation("file:/somewhere/else")
                                .build()))
                        .reason())
                .isEqualTo("INVALID_LOCATION");
    }

    private static ObjectName object(String name) {
        return ObjectName.newBuilder().setDatabase("default").setName(name).build();
    }

    private static Resource tableResource(String name) {
        return Resource.newBuilder()
                .setType("TABLE")
                .setDatabase("default")
                .setObject(name)
                .build();
    }
}
