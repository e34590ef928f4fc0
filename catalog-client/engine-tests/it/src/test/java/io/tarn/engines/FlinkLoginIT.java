package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.ManagementApi.AccessKey;
import io.tarn.engines.ManagementApi.Resource;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flink jobs that come as somebody in particular: they do what that one may, and nothing else. */
class FlinkLoginIT {

    private static final String CATALOG = ServerProcess.CATALOG;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(names = "FLINK_1_20")
    void peopleOfAnIdentityProviderMayWhatTheirGroupsMay(Engine engine) {
        comeFromAnIdentityProvider(engine);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"FLINK_2_0_PAIMON_1_4", "FLINK_2_0"})
    void peopleOfAnIdentityProviderMayWhatTheirGroupsMayWithYoungerClients(Engine engine) {
        comeFromAnIdentityProvider(engine);
    }

    private void comeFromAnIdentityProvider(Engine engine) {
        try (IdentityProvider provider = IdentityProvider.start();
                ServerProcess server = start(trusting(provider))) {
            ManagementApi root = new ManagementApi(server.uri(), server.token());
            root.createPrincipal("group:analysts");
            root.createPrincipal("group:readers");
            root.createDatabase(CATALOG, "sales");
            root.grant(CATALOG, Resource.database("DATABASE", "sales"), "CREATETABLE", "group:analysts");
            root.grant(CATALOG, Resource.database("DATABASE_ALL", "sales"), "SELECT", "group:readers");

            String alice = provider.token("alice", "analysts");
            String mallory = provider.token("mallory", "analysts");
            run(
                    engine,
                    server,
                    "identity-provider",
                    Map.of(
                            "alice",
                            alice,
                            "bob",
                            provider.token("bob", "readers"),
                            "carol",
                            provider.token("carol", "strangers"),
                            "expired",
                            provider.expiredToken("alice", "analysts"),
                            "elsewhere",
                            provider.tokenFor("another service", "alice", "analysts"),
                            "forged",
                            mallory.substring(0, mallory.lastIndexOf('.')) + alice.substring(alice.lastIndexOf('.'))),
                    "when_expired=" + shown(engine, "The token has expired"),
                    "when_elsewhere=" + shown(engine, "The token is for another audience"),
                    "when_forged=" + shown(engine, "The token's signature is wrong"));

            assertThat(root.table(CATALOG, "sales", "orders").get("owner").asText())
                    .isEqualTo("alice");
            assertThat(root.principal("user:bob").get("createdBy").asText()).isEqualTo("user:bob");
        }
    }

    private static String trusting(IdentityProvider provider) {
        return """
                authentication:
                  oidc:
                    - issuer: %s
                      audiences: [tarn]
                      name-claim: preferred_username
                      groups-claim: groups
                """.formatted(provider.issuer());
    }

    @ParameterizedTest
    @EnumSource(names = "FLINK_2_0")
    void aJobConfiguredForDlfRunsAsTheServiceOfItsKey(Engine engine) {
        signRequests(engine);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"FLINK_1_20", "FLINK_2_0_PAIMON_1_4"})
    void aJobConfiguredForDlfRunsAsTheServiceOfItsKeyWithOlderClients(Engine engine) {
        signRequests(engine);
    }

    private void signRequests(Engine engine) {
        try (ServerProcess server = start("")) {
            ManagementApi root = new ManagementApi(server.uri(), server.token());
            root.createDatabase(CATALOG, "shared");
            root.createPrincipal("service:etl");
            root.grant(CATALOG, Resource.of("CATALOG"), "CREATEDATABASE", "service:etl");
            root.grant(CATALOG, Resource.database("DATABASE", "shared"), "LIST", "service:etl");
            AccessKey key = root.issueKey("service:etl");

            run(
                    engine,
                    server,
                    "signed-requests",
                    Map.of("key_id", key.id(), "key_secret", key.secret()),
                    "when_wrong="
                            + shown(engine, "The access key is unknown, or the signature does not fit the request"));

            assertThat(root.table(CATALOG, "etl", "events").get("owner").asText())
                    .isEqualTo("etl");
        }
    }

    /** What a client shows of a refusal. That of Paimon 2.0 hides what contains a word such as token or signature. */
    private static String shown(Engine engine, String reason) {
        return "Not authorized: " + (engine == Engine.FLINK_2_0 ? "******" : reason);
    }

    private ServerProcess start(String authentication) {
        CatalogSettings catalog = new CatalogSettings(CATALOG, directory.resolve("warehouse"), "unique", List.of());
        return ServerProcess.start(directory, StoreKind.H2.create(), List.of(catalog), authentication);
    }

    /** Runs a script to its end; each of its statements does what the comments above it say. */
    private static void run(
            Engine engine, ServerProcess server, String script, Map<String, String> secrets, String... variables) {
        Map<String, String> environment = new TreeMap<>();
        secrets.forEach((name, secret) -> environment.put("TARN_SECRET_" + name.toUpperCase(Locale.ROOT), secret));
        long start = System.nanoTime();
        List<String> arguments = new ArrayList<>(List.of(variables));
        arguments.addAll(List.of("--to-the-end", "uri=" + server.uri(), FlinkSqlIT.script(script)));
        try (EngineProcess flink = EngineProcess.startScript(engine, environment, arguments)) {
            int exitCode = flink.awaitExit(Duration.ofMinutes(5));

            List<JsonNode> steps = flink.lines();
            assertThat(steps.stream().filter(step -> !step.get("ok").asBoolean()))
                    .as("statements of " + script + " that failed")
                    .isEmpty();
            assertThat(exitCode).as(flink.describe("ended")).isZero();
            System.out.printf(
                    "%s: %d statements of %s in %d s%n",
                    engine.module(),
                    steps.size(),
                    script,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
        }
    }
}
