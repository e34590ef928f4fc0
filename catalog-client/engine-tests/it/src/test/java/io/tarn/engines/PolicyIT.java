package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.ManagementApi.AccessKey;
import io.tarn.engines.ManagementApi.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A row filter and a mask of a real server, read by real Flinks: with the plugin, with Paimon's own client as a user, who is
 * refused, and with Paimon's own client as a service that is trusted.
 */
class PolicyIT {
    private static final String CATALOG = ServerProcess.CATALOG;
    private static final String ORDERS = "orders";
    private static final String EUROPE = "role:europe";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(names = "FLINK_2_0")
    void whatIsHiddenStaysHidden(Engine engine) throws Exception {
        read(engine, "policies", "policies-trusted");
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = "FLINK_2_0_PAIMON_1_4")
    void whatIsHiddenStaysHiddenFromOlderClients(Engine engine) throws Exception {
        read(engine, "policies", "policies-trusted");
    }

    /** Paimon 1.3 does not know row filters, so nobody may trust a service that uses it without the plugin. */
    @ParameterizedTest
    @EnumSource(names = "FLINK_1_20")
    void whatIsHiddenStaysHiddenFromClientsThatKnowNoFilters(Engine engine) throws Exception {
        read(engine, "policies");
    }

    private void read(Engine engine, String... scripts) throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create())) {
            ManagementApi root = new ManagementApi(server.uri(), server.token());
            AccessKey key = hide(root);
            Path secret = Files.writeString(directory.resolve("capability"), key.secret());
            Path token = Files.writeString(directory.resolve("alice.token"), root.issueToken("user:alice"));
            List<String> arguments = new ArrayList<>(List.of(
                    "--to-the-end",
                    "uri=" + server.uri(),
                    "token_file=" + token,
                    "key_id=" + key.id(),
                    "secret_file=" + secret));
            for (String script : scripts) {
                arguments.add(FlinkSqlIT.script(script));
            }
            Map<String, String> environment = Map.of(
                    "TARN_SECRET_ROOT", server.token(),
                    "TARN_SECRET_ALICE", Files.readString(token),
                    "TARN_SECRET_TRUSTED", root.issueToken("service:trusted"));
            try (EngineProcess flink = EngineProcess.startScriptWithPlugin(engine, environment, arguments)) {
                int exitCode = flink.awaitExit(Duration.ofMinutes(5));

                List<JsonNode> steps = flink.lines();
                assertThat(steps.stream().filter(step -> !step.get("ok").asBoolean()))
                        .as(flink.describe("ended"))
                        .isEmpty();
                assertThat(exitCode).as(flink.describe("ended")).isZero();
                System.out.printf("%s: %d statements about what is hidden%n", engine.module(), steps.size());
            }
        }
    }

    /** Alice and a trusted service see Europeans, and of their numbers the last four digits. */
    private static AccessKey hide(ManagementApi root) {
        root.createDatabase(CATALOG, "shop");
        root.createTable(CATALOG, "shop", ORDERS, List.of("id INT", "region STRING", "phone STRING"));
        root.createPrincipal(EUROPE);
        for (String member : List.of("user:alice", "service:trusted")) {
            root.createPrincipal(member);
            root.addMember(EUROPE, member);
        }
        root.grant(CATALOG, Resource.database("DATABASE", "shop"), "LIST", EUROPE);
        root.grant(CATALOG, Resource.database("DATABASE_ALL", "shop"), "ALL", EUROPE);
        root.createPolicy(CATALOG, "shop", ORDERS, EUROPE, "rowFilter", Map.of("sql", "region = 'eu' AND id < 100"));
        root.createPolicy(
                CATALOG,
                "shop",
                ORDERS,
                EUROPE,
                "columnMask",
                Map.of("onColumn", "phone", "sql", "mask_show_last_4(phone)"));
        root.trust("service:trusted");
        root.createPrincipal("service:engine");
        root.trust("service:engine");
        return root.issueKey("service:engine");
    }
}
