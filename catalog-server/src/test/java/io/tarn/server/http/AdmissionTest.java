package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.Operation;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.RateLimit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void listsAreRefusedBeforeCommits() {
        Admission admission = new Admission(4, RateLimit.none());
        List<Admission.Place> lists = new ArrayList<>();
        lists.add(admission.enter(Operation.LIST_TABLES));
        lists.add(admission.enter(Operation.LIST_TABLES));
        assertBusy(admission, Operation.LIST_TABLES);
        List<Admission.Place> commits = new ArrayList<>();
        commits.add(admission.enter(Operation.COMMIT_SNAPSHOT));
        commits.add(admission.enter(Operation.COMMIT_SNAPSHOT));
        assertBusy(admission, Operation.COMMIT_SNAPSHOT);

        // As often as one likes.
        lists.get(0).leave();
        lists.get(0).leave();
        commits.add(admission.enter(Operation.COMMIT_SNAPSHOT));
        assertBusy(admission, Operation.COMMIT_SNAPSHOT);
        // Jobs may hold all places: then there is none for a list, whatever lists hold.
        assertBusy(admission, Operation.LIST_TABLES);
        commits.forEach(Admission.Place::leave);
        lists.add(admission.enter(Operation.LIST_TABLES));
        assertBusy(admission, Operation.LIST_TABLES);
        lists.forEach(Admission.Place::leave);
        assertThat(admission.drain(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void whoWaitsAsideLetsAnotherIn() {
        Admission admission = new Admission(2, RateLimit.none());
        Admission.Place waiting = admission.enter(Operation.LIST_TABLES);
        assertBusy(admission, Operation.LIST_TABLES);
        waiting.stepAside();
        Admission.Place other = admission.enter(Operation.LIST_TABLES);
        assertBusy(admission, Operation.LIST_TABLES);
        other.leave();
        waiting.leave();
        assertThat(admission.drain(Duration.ofMillis(1))).isTrue();
    }

    private static void assertBusy(Admission admission, Operation operation) {
        assertThatThrownBy(() -> admission.enter(operation))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aRateIsKeptOverSecondsAndForEachApart() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        RateLimit<String> limit = new RateLimit<>("this principal", 10, now::get);
        assertThat(taken(limit, "a", 100)).isEqualTo(20);
        assertThat(taken(limit, "b", 100)).isEqualTo(20);
        // Past the end of what a long can count.
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(taken(limit, "a", 100)).isEqualTo(10);
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(taken(limit, "a", 100)).isEqualTo(20);
        assertThat(taken(RateLimit.none(), "a", 100)).isEqualTo(100);
    }

    private static long taken(RateLimit<String> limit, String who, int tries) {
        return IntStream.range(0, tries)
                .filter(attempt -> {
                    try {
                        limit.take(who);
                        return true;
                    } catch (TarnException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                        return false;
                    }
                })
                .count();
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        try (TestServer server = TestServer.limiting(directory, new Config.Admission(1, 0))) {
            assertLimited(server, "this principal");
        }
    }

    @Test
    void aCatalogThatIsAskedTooOftenIsLeftAlone() throws Exception {
        try (TestServer server = TestServer.limiting(directory, new Config.Admission(0, 1))) {
            assertLimited(server, "this catalog");
            // Which another one does not feel.
            assertThat(get(server, "/manage/v1/principals").statusCode()).isEqualTo(200);
        }
    }

    /** Two seconds' worth, and then no more; and what is refused has done nothing. */
    private void assertLimited(TestServer server, String whose) throws Exception {
        HttpResponse<String> last = get(server, "/v1/main/databases");
        for (int i = 0; i < 10 && last.statusCode() == 200; i++) {
            last = get(server, "/v1/main/databases");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).contains("1");
        assertThat(last.body()).contains("\"code\":429").contains("More than 1 requests a second for " + whose);
        HttpResponse<String> made = http.send(
                request(server, "/v1/main/databases")
                        .POST(BodyPublishers.ofString("{\"name\":\"late\",\"options\":{}}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(made.statusCode()).isEqualTo(429);
    }

    private HttpResponse<String> get(TestServer server, String path) throws Exception {
        return http.send(request(server, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(TestServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + server.rootToken());
    }
}
