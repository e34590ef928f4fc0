package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.tarn.proto.v1.CommitResponse;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.server.TestServer;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcCloseTest {
    @Test
    void aCommitInWorkIsFinishedAndAnsweredAndNothingNewBegins(@TempDir Path directory) throws Exception {
        CountDownLatch inWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestServer server = TestServer.start(directory, step -> {
            if (step == CommitSteps.Step.AFTER_COMMIT) {
                inWork.countDown();
                hold(goOn);
            }
        });
        try (GrpcApi api = GrpcApi.connect(server.grpcPort(), server.rootToken())) {
            var unused =
                    api.stub(TableServiceGrpc::newBlockingStub).createTable(GrpcTest.newTable(GrpcTest.table("t")));
            HealthGrpc.HealthBlockingStub health = api.withToken(null).stub(HealthGrpc::newBlockingStub);
            assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            CompletableFuture<CommitResponse> commit =
                    CompletableFuture.supplyAsync(() -> api.stub(SnapshotServiceGrpc::newBlockingStub)
                            .commit(GrpcTest.commit(GrpcTest.table("t"), 1, "w")));
            assertThat(inWork.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            await().atMost(10, TimeUnit.SECONDS).until(() -> isRefused(api));
            assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                    .isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(closing).isNotDone();
            assertThat(commit).isNotDone();
            goOn.countDown();
            assertThat(commit.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
            closing.get(40, TimeUnit.SECONDS);
        }
    }

    private static boolean isRefused(GrpcApi api) {
        try {
            var unused = api.stub(TableServiceGrpc::newBlockingStub)
                    .getTable(GetTableRequest.newBuilder()
                            .setCatalog("main")
                            .setName(GrpcTest.table("t"))
                            .build());
            return false;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() == Code.UNAVAILABLE;
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
