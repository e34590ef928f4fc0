package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tarn.server.TestServer;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
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

    @Test
    void whoIsConnectedIsAnsweredAndSentAway(@TempDir Path directory) throws Exception {
        TestServer server = TestServer.leaving(directory, 60);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest config = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/config?warehouse=main"))
                .header("Authorization", "Bearer " + server.rootToken())
                .build();
        assertThat(client.send(config, BodyHandlers.ofString()).headers().firstValue("Connection"))
                .isEmpty();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        HttpRequest ready = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.monitorPort() + "/health/ready"))
                .build();
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> HttpClient.newHttpClient()
                                .send(ready, BodyHandlers.discarding())
                                .statusCode()
                        == 503);
        assertThat(closing).as("waits for the one that is connected").isNotDone();
        HttpResponse<String> last = client.send(config, BodyHandlers.ofString());
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(last.headers().firstValue("Connection")).hasValue("close");
        closing.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> client.send(config, BodyHandlers.ofString())).isInstanceOf(ConnectException.class);
    }

    @Test
    void noRequestOfAClientThatGoesWhenToldIsCutOrRefused(@TempDir Path directory) throws Exception {
        TestServer server = TestServer.leaving(directory, 5);
        Api api = Api.of(server.port(), server.rootToken());
        api.createTable("t").ok();
        HttpRequest commit = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + api.table("t") + "/commit"))
                .header("Authorization", "Bearer " + server.rootToken())
                .POST(BodyPublishers.ofString(Api.commitBody(null, 1, "w")))
                .build();
        CountDownLatch begun = new CountDownLatch(8);
        List<CompletableFuture<Set<Integer>>> clients = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> untilSentAway(commit, begun)))
                .limit(begun.getCount())
                .toList();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        for (CompletableFuture<Set<Integer>> client : clients) {
            assertThat(client.get(30, TimeUnit.SECONDS)).containsOnly(200);
        }
        closing.get(40, TimeUnit.SECONDS);
    }

    /** @return the statuses of all answers */
    private static Set<Integer> untilSentAway(HttpRequest request, CountDownLatch begun) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Set<Integer> statuses = new TreeSet<>();
        try {
            while (true) {
                HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
                if (statuses.isEmpty()) {
                    begun.countDown();
                }
                statuses.add(answer.statusCode());
                if (answer.headers().firstValue("Connection").isPresent()) {
                    return statuses;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
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
