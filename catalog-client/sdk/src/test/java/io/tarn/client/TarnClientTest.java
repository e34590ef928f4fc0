package io.tarn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.tarn.proto.v1.CommitRequest;
import io.tarn.proto.v1.CommitResponse;
import io.tarn.proto.v1.CreateTableRequest;
import io.tarn.proto.v1.CreateTableResponse;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.TableServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server over TCP that fails as it is told. */
class TarnClientTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private Server server;
    private TarnClient client;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Tables())
                .addService(new Snapshots())
                .intercept(new Tokens())
                .build()
                .start();
        client = TarnClient.connect(
                "127.0.0.1", server.getPort(), TarnClient.Security.PLAIN, () -> "token-" + made.incrementAndGet());
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    @Test
    void readsGetThroughWhenTheServerIsBusyForAWhile() throws Exception {
        failures.set(2);
        GetTableRequest request =
                GetTableRequest.newBuilder().setCatalog("main").build();
        assertThat(client.service(TableServiceGrpc::newBlockingStub)
                        .getTable(request)
                        .getId())
                .isEqualTo("id");
        assertThat(calls).containsExactly("get", "get", "get");
        failures.set(1);
        assertThat(client.service(TableServiceGrpc::newFutureStub)
                        .getTable(request)
                        .get(20, TimeUnit.SECONDS)
                        .getId())
                .isEqualTo("id");
    }

    @Test
    void theSameCommitIsSentAgain() {
        failures.set(1);
        assertThat(client.service(SnapshotServiceGrpc::newBlockingStub)
                        .commit(CommitRequest.newBuilder().setSnapshotJson("{}").build())
                        .getSuccess())
                .isTrue();
        assertThat(calls).containsExactly("commit {}", "commit {}");
    }

    @Test
    void whatCouldDoHarmTwiceIsSentOnce() {
        failures.set(1);
        assertThatThrownBy(() -> client.service(TableServiceGrpc::newBlockingStub)
                        .createTable(CreateTableRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE");
        assertThat(calls).containsExactly("create");
    }

    @Test
    void eachCallAsksForTheTokenAndHasTheWholeTime() {
        TableServiceGrpc.TableServiceBlockingStub tables =
                client.service(TableServiceGrpc::newBlockingStub, Duration.ofSeconds(20));
        for (int i = 0; i < 2; i++) {
            assertThat(tables.getTable(GetTableRequest.getDefaultInstance()).getId())
                    .isEqualTo("id");
        }
        assertThat(tokens).containsExactly("Bearer token-1", "Bearer token-2");
        assertThatThrownBy(() -> client.service(TableServiceGrpc::newBlockingStub, Duration.ofMillis(-1))
                        .getTable(GetTableRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("DEADLINE_EXCEEDED");
    }

    private <A> void answer(String call, A answer, StreamObserver<A> to) {
        calls.add(call);
        if (failures.getAndDecrement() > 0) {
            to.onError(Status.UNAVAILABLE.asRuntimeException());
        } else {
            to.onNext(answer);
            to.onCompleted();
        }
    }

    private final class Tables extends TableServiceGrpc.TableServiceImplBase {
        @Override
        public void getTable(GetTableRequest request, StreamObserver<Table> to) {
            answer("get", Table.newBuilder().setId("id").build(), to);
        }

        @Override
        public void createTable(CreateTableRequest request, StreamObserver<CreateTableResponse> to) {
            answer("create", CreateTableResponse.getDefaultInstance(), to);
        }
    }

    private final class Snapshots extends SnapshotServiceGrpc.SnapshotServiceImplBase {
        @Override
        public void commit(CommitRequest request, StreamObserver<CommitResponse> to) {
            answer(
                    "commit " + request.getSnapshotJson(),
                    CommitResponse.newBuilder().setSuccess(true).build(),
                    to);
        }
    }

    private final class Tokens implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
            tokens.add(metadata.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
            return next.startCall(call, metadata);
        }
    }
}
