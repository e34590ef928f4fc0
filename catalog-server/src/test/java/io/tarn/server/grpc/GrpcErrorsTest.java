package io.tarn.server.grpc;

import static io.tarn.server.grpc.GrpcApi.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.tarn.proto.v1.CommitRequest;
import io.tarn.proto.v1.CreateDatabaseRequest;
import io.tarn.proto.v1.CreateTableRequest;
import io.tarn.proto.v1.CreateTableResponse;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.DropTableRequest;
import io.tarn.proto.v1.GetDatabaseRequest;
import io.tarn.proto.v1.GetLatestSnapshotRequest;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.ListDatabasesRequest;
import io.tarn.proto.v1.ListTablesRequest;
import io.tarn.proto.v1.PageRequest;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.TableName;
import io.tarn.proto.v1.TableServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What callers are told when it does not go as they want. */
class GrpcErrorsTest extends GrpcTest {
    private static final Pattern INSIDES =
            Pattern.compile("\\b(java|javax|org|com|io)\\.[a-z]+\\.|Exception\\b|\\tat |\\$Proxy|\\bnull pointer");

    private static final GetTableRequest GET = GetTableRequest.newBuilder()
            .setCatalog(CATALOG)
            .setName(table("nothing"))
            .build();

    private static GrpcApi.Failure failed(ThrowingCallable call, Code code, String reason) {
        GrpcApi.Failure failure = failure(call);
        assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
        assertThat(failure.reason()).as(failure.toString()).isEqualTo(reason);
        assertThat(failure.requestId()).isNotEmpty().isEqualTo(failure.saidId());
        assertThat(INSIDES.matcher(failure.message()).find())
                .as(failure.message())
                .isFalse();
        return failure;
    }

    private static TableServiceGrpc.TableServiceBlockingStub tables(GrpcApi who) {
        return who.stub(TableServiceGrpc::newBlockingStub);
    }

    @Test
    void strangersAreAnsweredNothing() {
        for (String token : new String[] {null, "", "wrong"}) {
            failed(() -> tables(api.withToken(token)).getTable(GET), Code.UNAUTHENTICATED, "UNAUTHENTICATED");
        }
        GrpcApi twice = api.with("authorization", "Bearer " + server.rootToken());
        failed(() -> tables(twice).getTable(GET), Code.INVALID_ARGUMENT, "INVALID_REQUEST");
    }

    @Test
    void whatIsSignedForHttpIsNotAcceptedHere() {
        GrpcApi signed = api.withToken(null)
                .with(
                        "authorization",
                        "DLF4-HMAC-SHA256 Credential=x/20260101/cn/DlfNext/aliyun_v4_request,Signature=0")
                .with("x-dlf-date", "20260101T000000Z");
        failed(() -> tables(signed).getTable(GET), Code.UNAUTHENTICATED, "UNAUTHENTICATED");
    }

    @Test
    void whoMayNotIsToldSoAndWhoMayNotKnowIsToldNothing() {
        createTable("closed");
        String secret = rest.newPrincipal("user:mallory");
        GrpcApi mallory = api.withToken(secret);
        GetTableRequest closed = GetTableRequest.newBuilder()
                .setCatalog(CATALOG)
                .setName(table("closed"))
                .build();
        GrpcApi.Failure hidden = failed(() -> tables(mallory).getTable(closed), Code.NOT_FOUND, "TABLE_NOT_FOUND");
        GrpcApi.Failure missing = failed(() -> tables(mallory).getTable(GET), Code.NOT_FOUND, "TABLE_NOT_FOUND");
        assertThat(hidden.message()).isEqualTo(missing.message().replace("nothing", "closed"));
        rest.post(
                "/v1/main/permissions/grant",
                "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"closed\"},"
                        + "\"access\":\"SELECT\",\"principal\":\"user:mallory\"}");
        assertThat(tables(mallory).getTable(closed).getName().getTable()).isEqualTo("closed");
        failed(
                () -> tables(mallory)
                        .dropTable(DropTableRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(table("closed"))
                                .build()),
                Code.PERMISSION_DENIED,
                "FORBIDDEN");
        // Whoever may not commit is told that, and not what its snapshot lacks.
        CommitRequest bad = commit(table("closed"), 1, "w").toBuilder()
                .setSnapshotJson("{}")
                .build();
        failed(
                () -> mallory.stub(SnapshotServiceGrpc::newBlockingStub).commit(bad),
                Code.PERMISSION_DENIED,
                "FORBIDDEN");
    }

    @Test
    void whatIsNotThereIsNamed() {
        GrpcApi.Failure failure = failed(() -> tables(api).getTable(GET), Code.NOT_FOUND, "TABLE_NOT_FOUND");
        assertThat(failure.resource()).contains("nothing");
        createTable("empty");
        failed(
                () -> api.stub(SnapshotServiceGrpc::newBlockingStub)
                        .getLatestSnapshot(GetLatestSnapshotRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setTable(table("empty"))
                                .build()),
                Code.NOT_FOUND,
                "SNAPSHOT_NOT_FOUND");
        failed(
                () -> api.stub(DatabaseServiceGrpc::newBlockingStub)
                        .listDatabases(ListDatabasesRequest.newBuilder()
                                .setCatalog("elsewhere")
                                .build()),
                Code.NOT_FOUND,
                "CATALOG_NOT_FOUND");
    }

    @Test
    void whatExistsAlreadyIsNotMadeTwice() {
        createTable("once");
        failed(() -> createTable("once"), Code.ALREADY_EXISTS, "TABLE_EXISTS");
    }

    @Test
    void badInputIsRefusedAndNamed() {
        failed(() -> createTable("a/b"), Code.INVALID_ARGUMENT, "INVALID_NAME");
        failed(
                () -> tables(api)
                        .getTable(
                                GetTableRequest.newBuilder().setCatalog(CATALOG).build()),
                Code.INVALID_ARGUMENT,
                "INVALID_REQUEST");
        failed(
                () -> tables(api)
                        .createTable(newTable(TableName.newBuilder()
                                .setDatabase("default")
                                .setTable("t$branch_b")
                                .setBranch("c")
                                .build())),
                Code.INVALID_ARGUMENT,
                "INVALID_REQUEST");
        failed(
                () -> tables(api)
                        .listTables(ListTablesRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("default")
                                .setPage(PageRequest.newBuilder().setNamePattern("a%b"))
                                .build()),
                Code.INVALID_ARGUMENT,
                "INVALID_REQUEST");
        createTable("snapshots");
        for (String json : new String[] {"", "{", "[]", "{\"id\":1}"}) {
            failed(
                    () -> api.stub(SnapshotServiceGrpc::newBlockingStub)
                            .commit(commit(table("snapshots"), 1, "w").toBuilder()
                                    .setSnapshotJson(json)
                                    .build()),
                    Code.INVALID_ARGUMENT,
                    "INVALID_REQUEST");
        }
    }

    @Test
    void bytesThatAreNoMessageAreABadRequest() {
        failed(
                () -> raw(TableServiceGrpc.getGetTableMethod().getFullMethodName(), new byte[] {(byte) 0xff, 1, 2}),
                Code.INVALID_ARGUMENT,
                "INVALID_REQUEST");
    }

    @Test
    void aMethodThatIsNotThereIsUnimplemented() {
        failed(() -> raw("tarn.v1.TableService/Nothing", new byte[0]), Code.UNIMPLEMENTED, "ROUTE_NOT_FOUND");
        failed(() -> raw("tarn.v9.Nothing/Get", new byte[0]), Code.UNIMPLEMENTED, "ROUTE_NOT_FOUND");
    }

    private byte[] raw(String method, byte[] message) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(bytes)
                .setResponseMarshaller(bytes)
                .build();
        return ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(api.channel(), MetadataUtils.newAttachHeadersInterceptor(authorization())),
                descriptor,
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                message);
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedAndTheConnectionGoesOn() {
        CreateDatabaseRequest large = CreateDatabaseRequest.newBuilder()
                .setCatalog(CATALOG)
                .setDatabase("large")
                .putOptions("k", "x".repeat(2 << 20))
                .build();
        GrpcApi.Failure failure =
                failure(() -> api.stub(DatabaseServiceGrpc::newBlockingStub).createDatabase(large));
        assertThat(failure.code()).as(failure.toString()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        failed(
                () -> api.stub(DatabaseServiceGrpc::newBlockingStub)
                        .getDatabase(GetDatabaseRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setDatabase("large")
                                .build()),
                Code.NOT_FOUND,
                "DATABASE_NOT_FOUND");
    }

    /** The client opens the call and takes its time with the message. */
    @Test
    void aCallWhoseDeadlinePassesBeforeItsMessageIsThereIsOver() throws Exception {
        CompletableFuture<Status> closed = new CompletableFuture<>();
        ClientCall<CreateTableRequest, CreateTableResponse> call = ClientInterceptors.intercept(
                        api.channel(), MetadataUtils.newAttachHeadersInterceptor(authorization()))
                .newCall(
                        TableServiceGrpc.getCreateTableMethod(),
                        CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        closed.complete(status);
                    }
                },
                new Metadata());
        assertThat(closed.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        failed(
                () -> tables(api)
                        .getTable(GetTableRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setName(table("late"))
                                .build()),
                Code.NOT_FOUND,
                "TABLE_NOT_FOUND");
    }

    private Metadata authorization() {
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + server.rootToken());
        return metadata;
    }

    @Test
    void theRequestIdOfAnAnswerIsInTheAudit() {
        GrpcApi mine = api.withToken(server.rootToken());
        var unused = tables(mine).createTable(newTable(table("traced")));
        assertThat(rest.get("/manage/v1/audit?object=main.default.traced")
                        .at("/entries/0/request")
                        .asText())
                .isEqualTo(mine.requestId())
                .isNotEmpty();
    }

    @Test
    void adminsActInTheNameOfOthersAsOverHttp() {
        createTable("theirs");
        String unused = rest.newPrincipal("user:bob");
        GrpcApi asBob = api.with("x-tarn-on-behalf-of", "user:bob");
        failed(
                () -> tables(asBob)
                        .getTable(GetTableRequest.newBuilder()
                                .setCatalog(CATALOG)
                                .setName(table("theirs"))
                                .build()),
                Code.NOT_FOUND,
                "TABLE_NOT_FOUND");
    }
}
