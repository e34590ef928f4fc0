package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.tarn.proto.v1.AlterDatabaseRequest;
import io.tarn.proto.v1.AlterTableRequest;
import io.tarn.proto.v1.BatchGetTablesRequest;
import io.tarn.proto.v1.BatchGetTablesResponse;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.CreateDatabaseRequest;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.DropDatabaseRequest;
import io.tarn.proto.v1.DropTableRequest;
import io.tarn.proto.v1.GetCatalogRequest;
import io.tarn.proto.v1.GetDatabaseRequest;
import io.tarn.proto.v1.GetSchemaRequest;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.ListAllTablesRequest;
import io.tarn.proto.v1.ListCatalogsRequest;
import io.tarn.proto.v1.ListDatabasesRequest;
import io.tarn.proto.v1.ListDatabasesResponse;
import io.tarn.proto.v1.ListSchemasRequest;
import io.tarn.proto.v1.ListTableDetailsRequest;
import io.tarn.proto.v1.ListTablesRequest;
import io.tarn.proto.v1.PageRequest;
import io.tarn.proto.v1.RenameTableRequest;
import io.tarn.proto.v1.RollbackSchemaRequest;
import io.tarn.proto.v1.Schema;
import io.tarn.proto.v1.SchemaChange;
import io.tarn.proto.v1.SetOption;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.UpdateComment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a tool does with catalogs, databases and tables. */
class GrpcSessionTest extends GrpcTest {
    @Test
    void toolsSeeWhichServicesThereAreWithoutAToken() throws Exception {
        CompletableFuture<List<String>> listed = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asking = ServerReflectionGrpc.newStub(api.channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        listed.complete(answer.getListServicesResponse().getServiceList().stream()
                                .map(ServiceResponse::getName)
                                .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        listed.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(listed.get(10, TimeUnit.SECONDS))
                .containsExactlyInAnyOrder(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "tarn.v1.AccessService",
                        "tarn.v1.AuditService",
                        "tarn.v1.BranchService",
                        "tarn.v1.CatalogService",
                        "tarn.v1.DatabaseService",
                        "tarn.v1.FeedService",
                        "tarn.v1.FunctionService",
                        "tarn.v1.PartitionService",
                        "tarn.v1.PolicyService",
                        "tarn.v1.SnapshotService",
                        "tarn.v1.TableHealthService",
                        "tarn.v1.TableService",
                        "tarn.v1.TagService",
                        "tarn.v1.ViewService");
        asking.onCompleted();
    }

    @Test
    void catalogsAreListedAndFound() {
        var catalogs = api.stub(CatalogServiceGrpc::newBlockingStub);
        assertThat(catalogs.listCatalogs(ListCatalogsRequest.getDefaultInstance())
                        .getCatalogsList())
                .extracting(io.tarn.proto.v1.Catalog::getName)
                .containsExactly("a b+c", "main", "plain");
        var main = catalogs.getCatalog(
                GetCatalogRequest.newBuilder().setCatalog(CATALOG).build());
        assertThat(main.getOptionsMap()).containsEntry("hint", "from the server");
        assertThat(catalogs.getCatalog(
                        GetCatalogRequest.newBuilder().setCatalog(main.getId()).build()))
                .isEqualTo(main);
        assertThat(GrpcApi.failure(() -> catalogs.getCatalog(GetCatalogRequest.getDefaultInstance()))
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void databasesAreMadeListedByPageChangedAndDropped() {
        var databases = api.stub(DatabaseServiceGrpc::newBlockingStub);
        for (String name : List.of("page1", "page2", "page3")) {
            var unused = databases.createDatabase(CreateDatabaseRequest.newBuilder()
                    .setCatalog(CATALOG)
                    .setDatabase(name)
                    .putOptions("a", "1")
                    .build());
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            ListDatabasesResponse page = databases.listDatabases(ListDatabasesRequest.newBuilder()
                    .setCatalog(CATALOG)
                    .setPage(PageRequest.newBuilder().setSize(1).setToken(token).setNamePattern("page%"))
                    .build());
            seen.addAll(page.getDatabasesList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(seen).containsExactly("page1", "page2", "page3");
        var altered = databases.alterDatabase(AlterDatabaseRequest.newBuilder()
                .setCatalog(CATALOG)
                .setDatabase("page1")
                .addRemovals("a")
                .addRemovals("z")
                .putUpdates("b", "2")
                .build());
        assertThat(altered.getRemovedList()).containsExactly("a");
        assertThat(altered.getMissingList()).containsExactly("z");
        var found = databases.getDatabase(GetDatabaseRequest.newBuilder()
                .setCatalog(CATALOG)
                .setDatabase("page1")
                .build());
        assertThat(found.getOptionsMap()).isEqualTo(Map.of("b", "2"));
        assertThat(found.getAudit().getCreatedAtMillis()).isPositive();
        JsonNode overHttp = rest.get("/v1/main/databases/page1");
        assertThat(overHttp.get("id").asText()).isEqualTo(found.getId());
        assertThat(overHttp.get("location").asText()).isEqualTo(found.getLocation());
        DropDatabaseRequest drop = DropDatabaseRequest.newBuilder()
                .setCatalog(CATALOG)
                .setDatabase("page1")
                .build();
        var unused = databases.dropDatabase(drop);
        assertThat(GrpcApi.failure(() -> databases.dropDatabase(drop)).code()).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void aTableIsMadeChangedFoundAndDropped() {
        unused(tables().createTable(newTable(table("orders")).toBuilder()
                .setSchema(Schema.newBuilder()
                        .addFields(field(0, "id", "INT NOT NULL"))
                        .addFields(field(1, "tags", "{\"type\":\"ARRAY\",\"element\":\"STRING\"}"))
                        .addFields(field(2, "dt", "STRING NOT NULL").setDescription("the day"))
                        .addPrimaryKeys("id")
                        .addPrimaryKeys("dt")
                        .addPartitionKeys("dt")
                        .putOptions("bucket", "1")
                        .setComment("all orders"))
                .build()));
        Table made = get("orders");
        assertThat(made.getSchema().getFieldsList())
                .extracting(io.tarn.proto.v1.Field::getName)
                .containsExactly("id", "tags", "dt");
        assertThat(made.getSchema().getFields(1).getType()).contains("ARRAY");
        assertThat(made.getSchema().getFields(2).getDescription()).isEqualTo("the day");
        assertThat(made.getSchema().getPartitionKeysList()).containsExactly("dt");
        assertThat(made.getSchema().getComment()).isEqualTo("all orders");
        assertThat(made.getExternal()).isFalse();
        JsonNode overHttp = rest.get("/v1/main/databases/default/tables/orders");
        assertThat(overHttp.get("id").asText()).isEqualTo(made.getId());
        assertThat(overHttp.at("/schema/options/bucket").asText())
                .isEqualTo(made.getSchema().getOptionsOrThrow("bucket"));
        unused(tables().alterTable(AlterTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("orders"))
                .addChanges(SchemaChange.newBuilder()
                        .setAddColumn(SchemaChange.AddColumn.newBuilder()
                                .addPath("note")
                                .setType("STRING")
                                .setComment("free text")
                                .setMove(SchemaChange.Move.newBuilder()
                                        .setColumn("note")
                                        .setPlace(SchemaChange.Move.Place.PLACE_AFTER)
                                        .setReference("id"))))
                .addChanges(SchemaChange.newBuilder()
                        .setRenameColumn(SchemaChange.RenameColumn.newBuilder()
                                .addPath("tags")
                                .setNewName("labels")))
                .addChanges(SchemaChange.newBuilder()
                        .setSetOption(SetOption.newBuilder()
                                .setKey("snapshot.time-retained")
                                .setValue("7 d")))
                .addChanges(SchemaChange.newBuilder().setUpdateComment(UpdateComment.getDefaultInstance()))
                .build()));
        Table changed = get("orders");
        assertThat(changed.getSchemaId()).isEqualTo(1);
        assertThat(changed.getSchema().getFieldsList())
                .extracting(io.tarn.proto.v1.Field::getName)
                .containsExactly("id", "note", "labels", "dt");
        assertThat(changed.getSchema().getOptionsMap()).containsEntry("snapshot.time-retained", "7 d");
        assertThat(tables().listSchemas(ListSchemasRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(table("orders"))
                                .build())
                        .getSchemasList())
                .extracting(io.tarn.proto.v1.SchemaVersion::getId)
                .containsExactly(1L, 0L);
        assertThat(tables().getSchema(GetSchemaRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(table("orders"))
                                .setVersion("0")
                                .build())
                        .getSchema()
                        .getComment())
                .isEqualTo("all orders");
        unused(tables().rollbackSchema(RollbackSchemaRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("orders"))
                .setSchemaId(0)
                .build()));
        assertThat(get("orders").getSchema().getComment()).isEqualTo("all orders");
        assertThat(tables().getTable(GetTableRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setId(made.getId())
                                .build())
                        .getName())
                .isEqualTo(table("orders"));
        unused(tables().renameTable(RenameTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setFrom(table("orders"))
                .setTo(table("old_orders"))
                .build()));
        assertThat(get("old_orders").getId()).isEqualTo(made.getId());
        DropTableRequest drop = DropTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table("old_orders"))
                .build();
        unused(tables().dropTable(drop));
        assertThat(GrpcApi.failure(() -> tables().dropTable(drop)).reason()).isEqualTo("TABLE_NOT_FOUND");
    }

    @Test
    void tablesAreListedInEveryWay() {
        createTable("listed_a");
        createTable("listed_b");
        PageRequest page = PageRequest.newBuilder().setNamePattern("listed%").build();
        assertThat(tables().listTables(ListTablesRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .setPage(page)
                                .build())
                        .getTablesList())
                .containsExactly("listed_a", "listed_b");
        assertThat(tables().listTableDetails(ListTableDetailsRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .setPage(page)
                                .build())
                        .getTablesList())
                .containsExactly(get("listed_a"), get("listed_b"));
        assertThat(tables().listAllTables(ListAllTablesRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setPage(page)
                                .setDatabasePattern("def%")
                                .build())
                        .getTablesList())
                .extracting(io.tarn.proto.v1.ObjectName::getName)
                .containsExactly("listed_a", "listed_b");
    }

    @Test
    void manyTablesAreReadAtOnceAndOneThatIsMissingDoesNotHoldUpTheRest() {
        createTable("many_a");
        createTable("many_b");
        assertThat(snapshots().commit(commit(table("many_b"), 1, "w")).getSuccess())
                .isTrue();
        BatchGetTablesResponse answer = tables().batchGetTables(BatchGetTablesRequest.newBuilder()
                .setCatalog(CATALOG)
                .addTables(table("many_b"))
                .addTables(table("nowhere"))
                .addTables(table("many_a"))
                .setWithSnapshot(true)
                .build());
        assertThat(answer.getResults(0).getTable()).isEqualTo(get("many_b"));
        assertThat(answer.getResults(0).getSnapshotJson()).isEqualTo(snapshot(1, "w"));
        assertThat(answer.getResults(1).getError().getCode()).isEqualTo(Code.NOT_FOUND.value());
        assertThat(answer.getResults(2).getTable()).isEqualTo(get("many_a"));
        assertThat(answer.getResults(2).hasSnapshotJson()).isFalse();
        BatchGetTablesRequest.Builder tooMany =
                BatchGetTablesRequest.newBuilder().setCatalog(CATALOG);
        for (int i = 0; i <= 100; i++) {
            tooMany.addTables(table("many_a"));
        }
        assertThat(GrpcApi.failure(() -> tables().batchGetTables(tooMany.build()))
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }
}
