package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.ManagementApi.AccessKey;
import io.tarn.engines.ManagementApi.Resource;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every way around row filters and column masks that is known, tried by every kind of client in every version: each gets
 * what it may see or is told why not. Whatever it prints is searched for what is hidden, too, and nothing in the tables
 * changes. That who is restricted gets no token for an object store with which to read its files directly is shown by
 * VendingOnCephTest, as no files are vended here.
 */
class BypassMatrixIT {
    private static final String CATALOG = ServerProcess.CATALOG;
    private static final String DATABASE = "shop";
    private static final String EUROPE = "role:europe";
    private static final BypassMatrix MATRIX = new BypassMatrix();

    /** An administrator who trusts a service trusts its whole engine with this. */
    private static final Set<String> LEAKS_TO_FLINK =
            Set.of("hint query-auth.enabled", "SET query-auth.enabled", "$partitions", "SHOW PARTITIONS", "$manifests");

    /** An engine's own cache makes system tables by itself. */
    private static final Map<Client, Set<String>> LEAKS_TO_SPLIT_READER = Map.of(
            Client.STOCK,
            Set.of(),
            Client.TRUSTED,
            Set.of("hint query-auth.enabled", "$partitions", "list of partitions", "$manifests"),
            Client.PLUGIN,
            Set.of());

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** How a client comes. */
    enum Client {
        /** Paimon's own, as a user. */
        STOCK,
        /** Paimon's own, as a service that an administrator trusts to keep to policies. */
        TRUSTED,
        /** Tarn's plugin, as a user. */
        PLUGIN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The options of its catalog, in each of which a variable may stand. */
        Map<String, String> options() {
            Map<String, String> options = new TreeMap<>(Map.of("uri", "${uri}", "warehouse", CATALOG));
            options.putAll(
                    switch (this) {
                        case STOCK -> Map.of("metastore", "rest", "token.provider", "bear", "token", "${alice}");
                        case TRUSTED -> Map.of("metastore", "rest", "token.provider", "bear", "token", "${trusted}");
                        case PLUGIN ->
                            Map.of(
                                    "metastore", "tarn",
                                    "token.provider", "tarn-file",
                                    "tarn.token-file", "${token_file}",
                                    "tarn.capability.key-id", "${key_id}",
                                    "tarn.capability.secret-file", "${secret_file}");
                    });
            return options;
        }

        /** Makes the catalog, and remembers a table of which nothing is hidden yet. */
        private String opening() {
            String with = options().entrySet().stream()
                    .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                    .collect(Collectors.joining(", "));
            return """
                    CREATE CATALOG %1$s WITH ('type' = 'paimon', 'default-database' = '%2$s', %3$s);
                    -- expect: [[4]]
                    SELECT COUNT(*) FROM %1$s.%2$s.remembered;
                    """.formatted(word(), DATABASE, with);
        }
    }

    /** Each way around by the oldest and the newest version, and by each kind of client. */
    @ParameterizedTest
    @CsvSource({"FLINK_1_20, STOCK PLUGIN", "FLINK_2_0, TRUSTED PLUGIN"})
    void nothingHiddenComesOut(Engine engine, String clients) throws Exception {
        tryAll(engine, clients);
    }

    /** The rest. Nobody may trust a service that comes with Paimon 1.3, which does not know policies. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"FLINK_2_0_PAIMON_1_4, STOCK", "FLINK_2_0_PAIMON_1_4, TRUSTED PLUGIN", "FLINK_2_0, STOCK"})
    void nothingHiddenComesOutOfAnyOther(Engine engine, String clients) throws Exception {
        tryAll(engine, clients);
    }

    @AfterAll
    static void printMatrix() {
        // hide() is refused when it tries to.
        MATRIX.fillRow("policy on an external table", "cannot be made");
        MATRIX.fillColumn("1.3 Flink trusted", "must not be trusted");
        System.out.print(MATRIX);
    }

    private void tryAll(Engine engine, String words) throws Exception {
        List<Client> clients =
                Arrays.stream(words.split(" ", -1)).map(Client::valueOf).toList();
        long start = System.nanoTime();
        Path allowed = directory.resolve("allowed");
        CatalogSettings catalog =
                new CatalogSettings(CATALOG, directory.resolve("warehouse"), "unique", List.of(allowed));
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create(), List.of(catalog))) {
            ManagementApi root = new ManagementApi(server.uri(), server.token());
            Map<String, String> variables = new TreeMap<>(invite(root));
            variables.put("uri", server.uri());
            variables.put("allowed", "file:" + allowed);
            variables.put("version", engine.paimon());
            int statements = tryAll(engine, clients, root, variables, server.token());
            System.out.printf(
                    "%s as %s: %d statements in %d s%n",
                    engine.module(),
                    clients,
                    statements,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
        }
    }

    /** Returns how many statements of SQL there were. */
    private int tryAll(
            Engine engine, List<Client> clients, ManagementApi root, Map<String, String> variables, String rootToken)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--to-the-end", script(clients).toString()));
        variables.forEach((name, value) -> {
            if (!name.equals("alice") && !name.equals("trusted")) {
                arguments.add(name + "=" + value);
            }
        });
        Map<String, String> environment = Map.of(
                "TARN_SECRET_ROOT", rootToken,
                "TARN_SECRET_ALICE", variables.get("alice"),
                "TARN_SECRET_TRUSTED", variables.get("trusted"));
        try (EngineProcess flink = EngineProcess.startScriptWithPlugin(engine, environment, arguments)) {
            int waiting = flink.awaitLine(0, Duration.ofMinutes(2), line -> line.has("awaits"));
            try (SplitReaderClient reader = SplitReaderClient.start(engine, clients, variables)) {
                hide(root);
                flink.send("location=" + location(root, "orders"));
                MATRIX.fill(engine.paimon() + " split reader", reader.tryAll());
            }
            int exitCode = flink.awaitExit(Duration.ofMinutes(5));

            List<JsonNode> steps = flink.lines();
            MATRIX.fill(engine.paimon() + " Flink", steps.subList(waiting, steps.size()));
            assertThat(steps)
                    .filteredOn(step -> step.has("ok") && !step.get("ok").asBoolean())
                    .as(flink.describe("ended"))
                    .isEmpty();
            assertThat(exitCode).as(flink.describe("ended")).isZero();
            for (Client client : clients) {
                assertThat(MATRIX.leaks(engine.paimon() + " Flink " + client.word()))
                        .as("what leaks to Flink, %s", client)
                        .isEqualTo(client == Client.TRUSTED ? LEAKS_TO_FLINK : Set.of());
                assertThat(MATRIX.leaks(engine.paimon() + " split reader " + client.word()))
                        .as("what leaks to a split reader, %s", client)
                        .isEqualTo(LEAKS_TO_SPLIT_READER.get(client));
            }
            return steps.size();
        }
    }

    /** What the tables are made with, then each client, then what each client tries, and at last what is left. */
    private Path script(List<Client> clients) throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(text("bypasses"));
        clients.forEach(client -> parts.add(client.opening()));
        parts.add("-- await: location\nSHOW CATALOGS;\n");
        for (Client client : clients) {
            parts.add(text("bypasses-" + client.word()).replace("-- step: ", "-- step: " + client.word() + " | "));
        }
        parts.add(text("bypasses-end"));
        return Files.writeString(directory.resolve("bypasses.sql"), String.join("\n", parts));
    }

    private static String text(String script) throws IOException {
        return Files.readString(Path.of(FlinkSqlIT.script(script)));
    }

    /** Creates who reads, and returns what they come with. */
    private Map<String, String> invite(ManagementApi root) throws IOException {
        root.createDatabase(CATALOG, DATABASE);
        root.createPrincipal(EUROPE);
        for (String member : List.of("user:alice", "service:trusted")) {
            root.createPrincipal(member);
            root.addMember(EUROPE, member);
        }
        root.grant(CATALOG, Resource.database("DATABASE", DATABASE), "LIST", EUROPE);
        root.grant(CATALOG, Resource.database("DATABASE", DATABASE), "CREATETABLE", EUROPE);
        root.grant(CATALOG, Resource.database("DATABASE_ALL", DATABASE), "ALL", EUROPE);
        root.trust("service:trusted");
        root.createPrincipal("service:engine");
        root.trust("service:engine");
        AccessKey key = root.issueKey("service:engine");
        String alice = root.issueToken("user:alice");
        return Map.of(
                "alice", alice,
                "trusted", root.issueToken("service:trusted"),
                "token_file",
                        Files.writeString(directory.resolve("alice.token"), alice)
                                .toString(),
                "key_id", key.id(),
                "secret_file",
                        Files.writeString(directory.resolve("capability"), key.secret())
                                .toString());
    }

    /** Europeans see Europe, and of its numbers the last four digits. */
    private static void hide(ManagementApi root) {
        Map<String, String> rows = Map.of("sql", "region = 'eu' AND id < 100");
        Map<String, String> phones = Map.of("onColumn", "phone", "sql", "mask_show_last_4(phone)");
        for (String table : List.of("orders", "accounts", "remembered")) {
            root.createPolicy(CATALOG, DATABASE, table, EUROPE, "rowFilter", rows);
            root.createPolicy(CATALOG, DATABASE, table, EUROPE, "columnMask", phones);
        }
        assertThatThrownBy(() -> root.createPolicy(CATALOG, DATABASE, "outside", EUROPE, "rowFilter", rows))
                .hasMessageContaining("clients read without asking the server");
    }

    private static String location(ManagementApi root, String table) {
        return root.table(CATALOG, DATABASE, table).get("path").asText();
    }
}
