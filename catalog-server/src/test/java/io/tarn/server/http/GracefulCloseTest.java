package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.server.TestServer;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class GracefulCloseTest {
    @RepeatedTest(5)
    void aCommitInWorkIsFinishedAndAnsweredAndNothingNewBegins(@TempDir Path directory) throws Exception {
        CountDownLatch inWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestServer server = TestServer.start(directory, step -> {
            if (step == CommitSteps.Step.AFTER_COMMIT) {
                inWork.countDown();
                hold(goOn);
            }
        });
        Api api = Api.of(server.port(), server.rootToken());
        api.createTable("t").ok();
        CompletableFuture<Api.Answer> commit =
                CompletableFuture.supplyAsync(() -> api.post(api.table("t") + "/commit", Api.commitBody(null, 1, "w")));
        assertThat(inWork.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> api.get("/v1/config?warehouse=main").error(503, null));
        assertThat(closing).isNotDone();
        assertThat(commit).isNotDone();
        goOn.countDown();
        assertThat(commit.get(10, TimeUnit.SECONDS).ok().body()).isEqualTo("{\"success\":true}");
        closing.get(40, TimeUnit.SECONDS);
        try (TestServer again = TestServer.start(directory)) {
            Api later = Api.of(again.port(), again.rootToken());
            assertThat(later.get(later.table("t") + "/snapshot")
                            .ok()
                            .json()
                            .at("/snapshot/snapshot/id")
                            .asLong())
                    .isEqualTo(1);
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
