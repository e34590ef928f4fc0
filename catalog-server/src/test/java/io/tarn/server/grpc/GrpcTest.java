package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.proto.v1.CommitRequest;
import io.tarn.proto.v1.CreateTableRequest;
import io.tarn.proto.v1.Field;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.PartitionChange;
import io.tarn.proto.v1.Schema;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import io.tarn.proto.v1.Statistics;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.TableName;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One real server for a class of tests; each test uses names of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GrpcTest {
    static final String CATALOG = "main";

    TestServer server;
    GrpcApi api;
    Rest rest;

    @BeforeAll
    void startServer(@TempDir Path directory) {
        server = TestServer.start(directory);
        api = GrpcApi.connect(server.grpcPort(), server.rootToken());
        rest = new Rest(server.port(), server.rootToken());
    }

    @AfterAll
    void stopServer() {
        api.close();
        server.close();
    }

    TableServiceGrpc.TableServiceBlockingStub tables() {
        return api.stub(TableServiceGrpc::newBlockingStub);
    }

    static TableName table(String name) {
        return TableName.newBuilder().setDatabase("default").setTable(name).build();
    }

    static CreateTableRequest newTable(TableName name) {
        return CreateTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(name)
                .setSchema(Schema.newBuilder().addFields(field(0, "id", "INT")).addFields(field(1, "name", "STRING")))
                .build();
    }

    static Field.Builder field(int id, String name, String type) {
        return Field.newBuilder().setId(id).setName(name).setType(type);
    }

    void createTable(String name) {
        var unused = tables().createTable(newTable(table(name)));
    }

    static CommitRequest commit(TableName table, long id, String writer) {
        return commit(table, id, writer, Map.of());
    }

    static CommitRequest commit(TableName table, long id, String writer, Map<String, String> spec) {
        return CommitRequest.newBuilder()
                .setCatalog(CATALOG)
                .setTable(table)
                .setSnapshotJson(snapshot(id, writer))
                .addPartitions(PartitionChange.newBuilder()
                        .putAllSpec(spec)
                        .setStatistics(Statistics.newBuilder()
                                .setRecordCount(3)
                                .setFileCount(1)
                                .setFileSizeInBytes(100)))
                .build();
    }

    /** With a member that the server does not know, and a number that a double cannot hold. */
    static String snapshot(long id, String writer) {
        return ("{\"version\":3,\"id\":%1$d,\"schemaId\":0,\"baseManifestList\":\"manifest-list-%2$s-%1$d-0\","
                        + "\"deltaManifestList\":\"manifest-list-%2$s-%1$d-1\",\"commitUser\":\"%2$s\","
                        + "\"commitIdentifier\":9223372036854775807,\"commitKind\":\"APPEND\",\"timeMillis\":1,"
                        + "\"totalRecordCount\":3,\"unheardOf\":1.10000000000000000001}")
                .formatted(id, writer);
    }

    Table get(String name) {
        return tables().getTable(GetTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setName(table(name))
                .build());
    }

    SnapshotServiceBlockingStub snapshots() {
        return api.stub(SnapshotServiceGrpc::newBlockingStub);
    }

    /** Answers that hold nothing. */
    static void unused(Object answer) {
        assertThat(answer).isNotNull();
    }
}
