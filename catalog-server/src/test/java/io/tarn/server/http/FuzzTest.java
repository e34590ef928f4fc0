package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.TestServer;
import io.tarn.server.http.Examples.Example;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad and odd requests to every route. Whatever comes, an answer comes in time; it is an error in Paimon's shape that
 * gives nothing away, or a success; it is no failure of the server; and what was refused has changed no row.
 *
 * <p>Always the same requests, so that a build that was green stays green; {@code -Dtarn.seed=N} gives others. The long
 * form takes other ones each time. A failure names the seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {
    private static final int SHORT = 12;
    private static final int LONG = 400;

    /**
     * A commit on a snapshot that nobody has seen: clients may not take it for refused, for it may be this server that is
     * behind, and would delete the files of a snapshot that is there.
     */
    private static final Pattern AHEAD = Pattern.compile(
            "Snapshot (\\d+) of table \\S+ builds on snapshot (\\d+), but the newest one ever known is (\\d+)");

    private static final Pattern COMMIT = Pattern.compile("/v1/[^/]+/databases/[^/]+/tables/[^/]+/commit(\\?.*)?");

    private TestServer server;
    private Api api;
    private RawHttp raw;
    private Rows rows;

    @BeforeAll
    void startServer(@TempDir Path directory) {
        server = TestServer.start(directory);
        api = Api.of(server.port(), server.rootToken(), "a b+c");
        raw = new RawHttp(server.port());
        rows = new Rows(directory);
    }

    @AfterAll
    void stopServer() {
        rows.close();
        server.close();
    }

    static Stream<Example> examples() {
        return Examples.of().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void nothingBadComesOfABadRequest(Example example) {
        fuzz(example, Long.getLong("tarn.seed", 1), SHORT);
    }

    @Test
    void onlyACommitAheadOfTheHeadMayFailTheServer() {
        World world = world();
        String path = world.table() + "/commit";
        RawHttp.Request ahead = RawHttp.Request.of(
                "POST",
                path,
                List.of("Content-Type: application/json"),
                Examples.commit(world, 9).getBytes(StandardCharsets.UTF_8));
        Api.Answer answer = raw.send(authorized(ahead));
        assertThat(answer.status()).isEqualTo(500);
        check("ahead", ahead, answer);
        RawHttp.Request other = new RawHttp.Request("POST", world.table() + "/rollback", ahead.headers(), ahead.body());
        assertThatThrownBy(() -> check("elsewhere", other, answer)).isInstanceOf(AssertionError.class);
        world.drop();
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void nothingBadComesOfManyBadRequests(Example example) {
        fuzz(example, Long.getLong("tarn.seed", System.nanoTime()), LONG);
    }

    private void fuzz(Example example, long seed, int requests) {
        Random random = new Random(seed * 31 + example.toString().hashCode());
        RequestMutator mutator = new RequestMutator(random, TestServer.MAX_BODY);
        World world = world();
        Map<String, List<String>> before = rows.read();
        for (int i = 0; i < requests; i++) {
            String body = example.body() == null ? "" : example.body().apply(world);
            RawHttp.Request request = mutator.mutate(example.method(), example.path(world), body);
            String what = "-Dtarn.seed=" + seed + ", request " + i + ": " + request;
            Api.Answer answer = raw.send(authorized(request));
            check(what, request, answer);
            Map<String, List<String>> after = rows.read();
            if (answer.status() >= 400) {
                assertThat(after).as("changed rows: " + what + " " + answer).isEqualTo(before);
            } else if (!after.equals(before)) {
                world.drop();
                world = world();
                after = rows.read();
            }
            before = after;
        }
        world.drop();
    }

    private static void check(String what, RawHttp.Request request, Api.Answer answer) {
        String all = what + " -> " + answer;
        assertThat(answer.requestId()).as("request id: " + all).isNotEmpty();
        if (answer.status() < 400) {
            assertThat(answer.status()).as(all).isEqualTo(200);
        } else if (!request.method().equals("HEAD")) {
            String type = answer.json().path("resourceType").textValue();
            try {
                answer.error(answer.status(), type);
            } catch (AssertionError e) {
                throw new AssertionError(all, e);
            }
            assertThat(answer.status() < 500 || answer.status() == 501 || isAhead(request, answer))
                    .as("a failure of the server: " + all)
                    .isTrue();
        }
    }

    private static boolean isAhead(RawHttp.Request request, Api.Answer answer) {
        Matcher message = AHEAD.matcher(answer.json().get("message").asText());
        return answer.status() == 500
                && request.method().equals("POST")
                && COMMIT.matcher(request.target()).matches()
                && message.matches()
                && Long.parseLong(message.group(1)) == Long.parseLong(message.group(2)) + 1
                && Long.parseLong(message.group(2)) > Long.parseLong(message.group(3));
    }

    private RawHttp.Request authorized(RawHttp.Request request) {
        List<String> headers = new ArrayList<>(request.headers());
        headers.add("Authorization: Bearer " + server.rootToken());
        return new RawHttp.Request(request.method(), request.target(), headers, request.body());
    }

    private World world() {
        return World.make(api, server.dataDir().resolve("outside"));
    }
}
