package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.engines.ManagementApi.AccessKey;
import io.tarn.engines.ManagementApi.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random tables under random policies: what an engine answers is what a plain evaluator says over all rows. The seed is the
 * number of the first case; {@code -Dtarn.it.case} runs one case alone.
 */
class RandomPolicyIT {
    private static final String CATALOG = ServerProcess.CATALOG;
    /** At least one case of so many has to lose rows or values by its policy, or nothing is tested. */
    private static final int CHANGED = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final String alone = System.getProperty("tarn.it.case", "");
    private final Map<String, String> secrets = new HashMap<>();
    private long seed;
    private RandomPolicies random;
    private ServerProcess server;
    private ManagementApi root;
    private AccessKey key;

    /** As an engine drives the plugin: what is pushed down, the plan, splits that travel, the read. */
    @Test
    void enginesReadWhatThePolicySays() throws Exception {
        try (ServerProcess started = ServerProcess.start(directory, StoreKind.H2.create())) {
            server = started;
            make();
            check(Engine.FLINK_1_20, true, false);
        }
    }

    @Tag("full")
    @Test
    void everyFlinkReadsWhatThePolicySays() throws Exception {
        try (ServerProcess started = ServerProcess.start(directory, StoreKind.H2.create())) {
            server = started;
            make();
            assertAll(
                    () -> check(Engine.FLINK_1_20, true, true),
                    () -> check(Engine.FLINK_2_0_PAIMON_1_4, false, true),
                    () -> check(Engine.FLINK_2_0, false, true));
        }
    }

    private void make() throws Exception {
        seed = alone.isBlank() ? TestSettings.seed() : Long.parseLong(alone);
        System.out.printf("random policies: seed %d%n", seed);
        random = new RandomPolicies(
                LongStream.range(seed, alone.isBlank() ? seed + TestSettings.number("tarn.it.cases") : seed + 1));
        if (alone.isBlank()) {
            checkVariety();
        }
        root = new ManagementApi(server.uri(), server.token());
        makePrincipals();
        long start = System.nanoTime();
        try (CaseProcess writer = new CaseProcess(
                Engine.FLINK_1_20, false, directory, Map.of("TARN_SECRET_ROOT", server.token()), arguments(false))) {
            succeed(writer, random.before());
            random.cases().forEach(this::makePolicies);
            succeed(writer, random.after());
            checkRoot(writer);
        }
        System.out.printf("random policies: %d ms to make tables and policies%n", millis(start));
    }

    /** Whatever is left out is not tested: the cases have every type and every kind of change. */
    private void checkVariety() {
        Set<String> types = new TreeSet<>();
        boolean partitions = false;
        for (PolicyCase each : random.cases()) {
            each.table().columns().forEach(column -> types.add(column.type().replace(" NOT NULL", "")));
            partitions |= each.table().isPartitioned();
        }
        assertThat(types).as("seed %d", seed).containsAll(RandomValues.TYPES);
        assertThat(partitions).as("seed %d has partitions", seed).isTrue();
        String changes = random.before().toString() + random.after();
        assertThat(changes)
                .as("seed %d", seed)
                .contains("\"add\"", "\"widen\"", "\"rename\"", "\"drop\"", "\"-D\"", "null", "deletion-vectors");
    }

    private void makePrincipals() throws Exception {
        root.createDatabase(CATALOG, "random");
        root.createPrincipal("role:readers");
        root.grant(CATALOG, Resource.database("DATABASE", "random"), "LIST", "role:readers");
        root.grant(CATALOG, Resource.database("DATABASE_ALL", "random"), "SELECT", "role:readers");
        for (int reader = 0; reader < RandomPolicies.READERS; reader++) {
            for (String role : RandomPolicies.roles(reader)) {
                if (!role.equals("readers")) {
                    root.createPrincipal("role:" + role);
                }
            }
            for (String label : List.of("user:reader" + reader, "service:reader" + reader)) {
                root.createPrincipal(label);
                for (String role : RandomPolicies.roles(reader)) {
                    root.addMember("role:" + role, label);
                }
                secrets.put(label, root.issueToken(label));
            }
            root.trust("service:reader" + reader);
        }
        root.createPrincipal("service:engine");
        root.trust("service:engine");
        key = root.issueKey("service:engine");
        Files.writeString(directory.resolve("capability"), key.secret());
    }

    private void makePolicies(PolicyCase made) {
        String table = made.table().name().replace("random.", "");
        int filters = 0;
        for (String sql : made.policy().filters()) {
            root.createPolicy(CATALOG, "random", table, role(made, filters++), "rowFilter", Map.of("sql", sql));
        }
        int masks = 0;
        for (RandomPolicy.Mask mask : made.policy().masks()) {
            Map<String, String> body = Map.of("onColumn", mask.column(), "sql", mask.sql());
            root.createPolicy(CATALOG, "random", table, role(made, masks++), "columnMask", body);
        }
    }

    private static String role(PolicyCase made, int number) {
        return (number == 0 ? "role:team" : "role:shift") + made.reader();
    }

    private List<String> arguments(boolean plugin) {
        return List.of(
                "uri=" + server.uri(),
                "database=random",
                "metastore=" + (plugin ? "tarn" : "rest"),
                "key_id=" + key.id(),
                "secret_file=" + directory.resolve("capability"));
    }

    private static void succeed(CaseProcess process, List<ObjectNode> steps) {
        List<JsonNode> answers = process.run(steps);
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (answers.get(i).has("error")) {
                failures.add(steps.get(i) + ": " + answers.get(i));
            }
        }
        assertThat(failures).isEmpty();
    }

    /** What the writer knows is what the tables hold: a difference would be no policy's. */
    private void checkRoot(CaseProcess writer) {
        RandomQuery all = new RandomQuery(List.of(), List.of(), false);
        List<ObjectNode> steps = new ArrayList<>();
        random.cases().forEach(each -> steps.add(read(each, "root", all, false)));
        List<JsonNode> answers = writer.run(steps);
        for (int i = 0; i < steps.size(); i++) {
            PolicyCase each = random.cases().get(i);
            assertThat(rows(answers.get(i)))
                    .as("without a policy, of " + each.describe() + "\n  answer " + answers.get(i))
                    .containsExactlyInAnyOrderElementsOf(
                            all.answer(each.table(), each.table().rows()));
        }
    }

    private void check(Engine engine, boolean plugin, boolean sql) {
        long start = System.nanoTime();
        List<PolicyCase> cases = random.cases();
        List<JsonNode> answers = answers(engine, plugin, sql);
        List<String> differences = new ArrayList<>();
        int changed = 0;
        int refused = 0;
        int unwritable = 0;
        for (int i = 0; i < cases.size(); i++) {
            PolicyCase each = cases.get(i);
            Optional<List<List<String>>> expected = each.expected(plugin);
            changed += expected.isPresent() && !sorted(expected.get()).equals(sorted(each.unrestricted())) ? 1 : 0;
            refused += expected.isPresent() ? 0 : 1;
            unwritable += each.filtersFitTheWire() ? 0 : 1;
            if (!isAsExpected(each, expected, answers.get(i))) {
                differences.add(each.describe() + "\n  expected " + expected + "\n  answer   " + answers.get(i));
            }
        }
        System.out.printf(
                "random policies: %s %s %s: %d cases, %d changed by the policy, %d refused, %d with filters that the wire"
                        + " cannot say, %d differences, %d ms%n",
                engine.module(),
                plugin ? "with the plugin" : "trusted",
                sql ? "by SQL" : "by Paimon's API",
                cases.size(),
                changed,
                refused,
                unwritable,
                differences.size(),
                millis(start));
        if (!differences.isEmpty()) {
            fail("%d of %d cases, which began at %d, differ:%n%s"
                    .formatted(differences.size(), cases.size(), seed, String.join("\n", differences)));
        }
        if (alone.isBlank()) {
            assertThat(changed).isGreaterThanOrEqualTo(cases.size() / CHANGED);
        }
    }

    private List<JsonNode> answers(Engine engine, boolean plugin, boolean sql) {
        Map<String, String> environment = new HashMap<>();
        List<ObjectNode> steps = new ArrayList<>();
        for (PolicyCase each : random.cases()) {
            String label = (plugin ? "user:" : "service:") + each.user();
            environment.put("TARN_SECRET_" + each.user().toUpperCase(Locale.ROOT), secrets.get(label));
            steps.add(read(each, each.user(), each.query(), sql));
        }
        List<String> arguments = new ArrayList<>(arguments(plugin));
        arguments.add("sql=" + (sql ? "true" : ""));
        try (CaseProcess process = new CaseProcess(engine, plugin, directory, environment, arguments)) {
            return process.run(steps);
        }
    }

    private static ObjectNode read(PolicyCase each, String user, RandomQuery query, boolean sql) {
        ObjectNode step = JSON.createObjectNode().put("table", each.table().name());
        step.put("catalog", user);
        if (sql) {
            return step.put("sql", query.sql(user + "." + each.table().name()));
        }
        step.set("read", query.json());
        return step;
    }

    /** A query that finds nothing for anybody may be answered by the planner, who asks no one. */
    private static boolean isAsExpected(PolicyCase each, Optional<List<List<String>>> expected, JsonNode answer) {
        if (expected.isEmpty()) {
            boolean nothing =
                    each.unrestricted().isEmpty() && answer.path("rows").isArray();
            return answer.path("error").asText().contains("may not be read")
                    || (nothing && answer.path("rows").isEmpty());
        }
        return !answer.has("error") && sorted(rows(answer)).equals(sorted(expected.get()));
    }

    private static List<List<String>> rows(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            List<String> texts = new ArrayList<>();
            row.forEach(text -> texts.add(text.isNull() ? null : text.asText()));
            rows.add(texts);
        }
        return rows;
    }

    private static List<String> sorted(List<List<String>> rows) {
        return rows.stream().map(List::toString).sorted().toList();
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
