package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.engines.BypassMatrixIT.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A reader that plans in one place and reads in another, as StarRocks does, beside whatever else reads the same tables. */
final class SplitReaderClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String KEPT = "[[1, eu, %s, first], [2, eu, %s, second]]";
    private static final String OPEN = "raw-7771";
    private static final String PLANNED_AROUND = "planned around the Tarn plugin";
    private static final String PARTITION = "hidden-us";

    private final Engine engine;
    private final EngineProcess process;
    private final List<Client> clients;
    private int position;

    /**
     * What a client gets.
     *
     * @param text all rows; or a part of the refusal; or of the rows, when they leak
     * @param cell what the matrix says of it; empty: what happened
     */
    private record Expected(String text, String cell) {
        private static Expected of(String text) {
            return new Expected(text, "");
        }

        private void check(JsonNode answer) {
            String rows = answer.path("rows").asText();
            if (!cell.isEmpty()) {
                assertThat(rows).as("rows of %s", answer).contains(text);
                ((ObjectNode) answer).put("cell", cell);
            } else if (text.startsWith("[")) {
                assertThat(rows).as("rows of %s", answer).isEqualTo(text);
            } else {
                assertThat(answer.path("refusal").asText())
                        .as("refusal of %s", answer)
                        .contains(text);
                ((ObjectNode) answer).put("because", text);
            }
        }
    }

    /** A way around policies, and what comes of it. */
    private record Attempt(
            String bypass, String verb, String table, List<String> options, Map<Client, Expected> expected) {
        private static Attempt keeping(String bypass, String table, String... options) {
            return new Attempt(
                    bypass,
                    "read",
                    table,
                    List.of(options),
                    Map.of(
                            Client.STOCK, Expected.of("metastore=tarn"),
                            Client.TRUSTED, Expected.of(KEPT.formatted("null", "null")),
                            Client.PLUGIN, Expected.of(KEPT.formatted("xxxx0001", "xxxx0002"))));
        }

        private Attempt but(Client client, String text) {
            return but(client, Expected.of(text));
        }

        private Attempt leaking(Client client, String text, String cell) {
            return but(client, new Expected(text, cell));
        }

        private Attempt but(Client client, Expected other) {
            Map<Client, Expected> changed = new EnumMap<>(expected);
            changed.put(client, other);
            return new Attempt(bypass, verb, table, options, changed);
        }

        private Attempt by(String other) {
            return new Attempt(bypass, other, table, options, expected);
        }
    }

    /**
     * @param audit what the plugin's $audit_log shows
     * @param optimized why its $ro shows nothing
     */
    private static List<Attempt> attempts(String audit, String optimized) {
        return List.of(
                Attempt.keeping("plain read", "orders"),
                Attempt.keeping("plain read", "accounts"),
                Attempt.keeping("hint query-auth.enabled", "orders", "query-auth.enabled=false")
                        .leaking(Client.TRUSTED, OPEN, "LEAKS"),
                Attempt.keeping("branch by name", "orders$branch_b1"),
                Attempt.keeping("branch by hint", "orders", "branch=b1"),
                Attempt.keeping("scan.fallback-branch", "orders", "scan.fallback-branch=b1"),
                Attempt.keeping("$files", "orders$files")
                        .but(Client.TRUSTED, "QueryAuthSplit")
                        .but(Client.PLUGIN, "A direct look into snapshots"),
                Attempt.keeping("$partitions", "orders$partitions")
                        .leaking(Client.TRUSTED, PARTITION, "LEAKS partitions")
                        .but(Client.PLUGIN, "[]"),
                Attempt.keeping("list of partitions", "orders")
                        .by("partitions")
                        .leaking(Client.TRUSTED, PARTITION, "LEAKS partitions")
                        .but(Client.PLUGIN, "[]"),
                // The engine's own cache makes this system table, and it looks past the table into the files.
                Attempt.keeping("$manifests", "orders$manifests")
                        .leaking(Client.TRUSTED, PARTITION, "LEAKS partitions")
                        .but(Client.PLUGIN, "A direct look into files"),
                Attempt.keeping("$audit_log", "orders$audit_log")
                        .but(Client.TRUSTED, "[[+I, 1, eu, null, first], [+I, 2, eu, null, second]]")
                        .but(Client.PLUGIN, audit),
                Attempt.keeping("$ro", "orders$ro").but(Client.PLUGIN, optimized),
                Attempt.keeping("snapshot before the policy", "orders", "scan.snapshot-id=1")
                        .but(Client.TRUSTED, "[]")
                        .but(Client.PLUGIN, "[]"),
                Attempt.keeping("tag before the policy", "orders", "scan.tag-name=t1"),
                Attempt.keeping("changes since before the policy", "orders", "incremental-between=1,2"),
                Attempt.keeping("table known since before the policy", "remembered"));
    }

    private SplitReaderClient(Engine engine, EngineProcess process, List<Client> clients) {
        this.engine = engine;
        this.process = process;
        this.clients = clients;
    }

    /** Tries everything, as every client. */
    List<JsonNode> tryAll() {
        // Paimon 2.0 plans them by a method that only the plugin's own cache knows to guard.
        boolean around = engine == Engine.FLINK_2_0;
        String optimized = around ? PLANNED_AROUND : "A direct look into snapshots";
        String audit = around ? PLANNED_AROUND : "[[+I, 1, eu, xxxx0001, first], [+I, 2, eu, xxxx0002, second]]";
        List<JsonNode> answers = new ArrayList<>();
        for (Client client : clients) {
            for (Attempt attempt : attempts(audit, optimized)) {
                JsonNode answer = ask(
                        attempt.verb(),
                        client.word() + " | " + attempt.bypass(),
                        client.word(),
                        "shop." + attempt.table(),
                        attempt.options());
                Objects.requireNonNull(attempt.expected().get(client)).check(answer);
                answers.add(answer);
            }
        }
        return answers;
    }

    /** @param variables what stands for <code>${name}</code> in the options of the clients */
    static SplitReaderClient start(Engine engine, List<Client> clients, Map<String, String> variables) {
        SplitReaderClient reader =
                new SplitReaderClient(engine, EngineProcess.startWithPlugin(engine, "SplitReader", "", ""), clients);
        for (Client client : clients) {
            List<String> words = new ArrayList<>(List.of("open", client.word()));
            client.options().forEach((key, value) -> words.add(key + "=" + resolve(value, variables)));
            reader.say(words);
            reader.ask("read", "before", client.word(), "shop.remembered", List.of());
        }
        return reader;
    }

    private static String resolve(String text, Map<String, String> variables) {
        String resolved = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            resolved = resolved.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return resolved;
    }

    private JsonNode ask(String verb, String step, String catalog, String table, List<String> options) {
        List<String> words = new ArrayList<>(List.of(verb, step, catalog, table));
        words.addAll(options);
        return say(words);
    }

    private JsonNode say(List<String> words) {
        process.send(String.join("\t", words));
        int line = process.awaitLine(position, LIMIT, answer -> answer.has("done"));
        position = line + 1;
        return process.lines().get(line);
    }

    @Override
    public void close() {
        process.close();
    }
}
