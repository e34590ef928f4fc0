package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.ListCatalogsRequest;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard in {@code conf/grafana} asks for is what a server publishes. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../conf/grafana/tarn.json");
    private static final Pattern NAME = Pattern.compile("\\b(?:tarn|hikaricp|jvm|process|system)_[a-z0-9_]+");
    private static final Pattern BY = Pattern.compile("by \\(([a-z, ]+)\\)");
    private static final Pattern CONDITION = Pattern.compile("([a-z]+)=~?\"([^\"]*)\"");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    @TempDir
    Path directory;

    @Test
    void everySeriesThatTheDashboardAsksForIsThere() throws Exception {
        JsonNode dashboard = Api.JSON.readTree(DASHBOARD.toFile());
        try (TestServer server = TestServer.sending(directory, new Config.Feed(7, List.of(webhook()), List.of()))) {
            Api api = Api.of(server.port(), server.rootToken());
            api.createTable("t").ok();
            commit(api, 1, "one", true);
            commit(api, 1, "one", true);
            commit(api, 1, "other", false);
            callOverGrpc(server.grpcPort());
            // A garbage collection is nothing that this process can be sure to have seen.
            Set<String> later = Set.of("jvm_gc_pause_seconds_sum");
            await().untilAsserted(() -> {
                Map<String, Set<String>> published = published(server);
                for (JsonNode panel : dashboard.get("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        check(published, later, target.get("expr").asText());
                    }
                }
            });
            assertThat(scrape(server))
                    .contains(
                            "tarn_commits_total{outcome=\"won\"} 1.0",
                            "tarn_commits_total{outcome=\"lost\"} 1.0",
                            "tarn_commits_total{outcome=\"replayed\"} 1.0",
                            "tarn_commits_total{outcome=\"healed\"} 0.0",
                            "tarn_publication_seconds_count 1",
                            "tarn_requests_limit 256.0",
                            "tarn_job_steps_total{job=\"purge\",outcome=\"failed\"} 0.0");
        }
    }

    private static void check(Map<String, Set<String>> published, Set<String> later, String expression) {
        List<String> names = NAME.matcher(expression)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(names).as(expression).isNotEmpty();
        Set<String> labels = new TreeSet<>();
        BY.matcher(expression)
                .results()
                .forEach(by -> labels.addAll(List.of(by.group(1).split(", "))));
        CONDITION.matcher(expression).results().forEach(condition -> labels.add(condition.group(1)));
        // Prometheus adds where a series comes from.
        labels.remove("instance");
        for (String name : names) {
            if (!later.contains(name)) {
                assertThat(published).as(expression).containsKey(name);
                assertThat(published.get(name)).as(expression).containsAll(labels);
            }
        }
    }

    /** The labels of each series, by its name. */
    private static Map<String, Set<String>> published(TestServer server) throws IOException, InterruptedException {
        Map<String, Set<String>> series = new TreeMap<>();
        scrape(server).lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String name = line.split("[{ ]", 2)[0];
            Set<String> labels = series.computeIfAbsent(name, first -> new TreeSet<>());
            LABEL.matcher(line).results().forEach(label -> labels.add(label.group(1)));
        });
        return series;
    }

    private static String scrape(TestServer server) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + server.monitorPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
    }

    private static void commit(Api api, long id, String writer, boolean expected) {
        assertThat(api.post(api.table("t") + "/commit", Api.commitBody(null, id, writer))
                        .ok()
                        .body())
                .isEqualTo("{\"success\":" + expected + "}");
    }

    private static void callOverGrpc(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            CatalogServiceGrpc.newBlockingStub(channel).listCatalogs(ListCatalogsRequest.getDefaultInstance());
            throw new AssertionError("answered without a token");
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Where nobody listens. */
    private static Config.Webhook webhook() {
        return new Config.Webhook(
                "away",
                "main",
                "http://127.0.0.1:1/",
                "a-secret-that-is-long-enough-for-this",
                true,
                "",
                "",
                List.of(),
                List.of());
    }
}
