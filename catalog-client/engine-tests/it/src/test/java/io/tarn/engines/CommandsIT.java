package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.StoreKind.StoreSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of README.md, as they stand there. */
class CommandsIT {
    private static final Path ROOT = TestSettings.path("tarn.it.root");
    private static final Map<String, String> FREE_PORTS =
            Map.of("TARN_HTTP_PORT", "0", "TARN_GRPC_PORT", "0", "TARN_MONITOR_PORT", "0");

    @TempDir
    private Path directory;

    @Test
    void theDemoRunsTwiceInARow() throws Exception {
        String first = succeed(demo());
        String second = succeed(demo());

        for (String output : List.of(first, second)) {
            assertThat(output)
                    .contains("Tarn is ready on http://", "checkpoint 3 is complete", "Orders by customer:")
                    .containsPattern("Snapshot \\d+ holds \\d+ orders")
                    .containsPattern("snapshot +\\d+  \\d{4}-\\d\\d-\\d\\d .* (APPEND|COMPACT) +\\d+ rows");
            Matcher memory = find("(\\d+) MB idle after start, (\\d+) MB now", output);
            assertThat(Integer.parseInt(memory.group(1)))
                    .as("resident MB, idle")
                    .isLessThan(250);
            assertThat(Integer.parseInt(memory.group(2)))
                    .as("resident MB, at the end")
                    .isLessThan(350);
        }
        long before =
                Long.parseLong(find("The table holds (\\d+) orders", second).group(1));
        assertThat(before).as("orders that the first run left").isPositive();
    }

    private static ProcessBuilder demo() {
        return command("./tarn", "demo", "--exit");
    }

    @Test
    void theServerServesUntilItIsToldToStop() throws Exception {
        Path configuration = Files.writeString(directory.resolve("my.yaml"), "data-dir: " + directory + "/data\n");
        Process server = command("./tarn", "serve", configuration.toString()).start();
        try (var output = server.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); !line.startsWith("Tarn is ready"); line = output.readLine()) {
                assertThat(server.isAlive()).as(line).isTrue();
            }
            // Ctrl-C sends INT, which takes the same road; but a build in the background starts its children deaf to
            // it.
            assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(server.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(output.lines().toList()).contains("Tarn has stopped");
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void thePrincipalsAndTokensOfTheReadmeWork() throws Exception {
        String output =
                runChapter("Principals and tokens", "curl -H \"Authorization: Bearer $ROOT\" $MANAGE/flink/tokens");

        assertThat(output).contains("\"secret\":\"tarn_");
        assertThat(find("(?s).*\"revokedAt\":(\\d+)", output).group(1))
                .as("time of the revocation")
                .isNotEqualTo("0");
    }

    @Test
    void thePrivilegesOfTheReadmeWork() throws Exception {
        String output = runChapter("Who may do what", "true");

        assertThat(output)
                .contains("{\"results\":[{\"code\":200},{\"code\":200}]}")
                .contains("\"decision\":\"DENIED\"", "\"mayBeGrantedBy\":[\"role:admin\"")
                .contains("\"decision\":\"ALLOWED\"", "\"through\":[\"role:analyst\",\"user:alice\"]")
                .contains("{\"principals\":[{\"principal\":\"user:alice\",\"because\":\"a grant\"")
                .containsPattern("\"revokedAt\":[1-9]\\d+,\"revokedBy\":\"user:root\"")
                .containsPattern(
                        "\"admin\":false,\"permissions\":\\[.*\"through\":\\[\"role:analyst\",\"user:alice\"\\]")
                .containsPattern("\"operation\":\"GRANT_ON_DATABASE\",")
                .contains("{\"intact\":true,\"problems\":[]");
    }

    @Test
    void theReadmeAsksHowATableIs() throws Exception {
        assertThat(runChapter("How tables are", "true"))
                .contains("\"ownership\":\"managed\"", "\"recent\":{\"commits\":0,", "\"lastDay\":{\"commits\":0,");
    }

    @Test
    void theReadmesFiltersAndMasksAreKept() throws Exception {
        String output = runChapter("What they see of a table", "tarn-api $TARN/manage/v1/principals/service:flink");

        assertThat(output)
                .contains("\"rowFilter\":{\"predicate\":", "\"sql\":\"region = 'EU'\"")
                .contains("\"columnMask\":{\"onColumn\":\"phone\"", "\"sql\":\"mask_show_last_4(phone)\"")
                .contains("\"enforcesPolicies\":true");
    }

    @Test
    void theReadmesEventsAreTold() throws Exception {
        String output = runChapter("Watch what changes", "true");

        assertThat(output)
                .containsPattern("\\{\"events\":\\[.*\"operation\":\"CREATE_TABLE\".*\"path\":\"main.shop.orders\"")
                .containsPattern("id: \\d+\nevent: change\ndata: .*\"operation\":\"CREATE_DATABASE\"");
    }

    @Test
    void theReadmesWayInWorks() throws Exception {
        Path lake = directory.resolve("lake");
        Path schema = Files.createDirectories(lake.resolve("shop.db/orders/schema"));
        Files.writeString(schema.resolve("schema-0"), """
                {"version":3,"id":0,"fields":[{"id":0,"name":"id","type":"INT"}],"highestFieldId":0,
                 "partitionKeys":[],"primaryKeys":[],"options":{},"timeMillis":1}""");
        Path configuration = Files.writeString(
                directory.resolve("my.yaml"),
                "data-dir: %s/data\ncatalogs: [{name: main, warehouse: \"file:%s\"}]\n".formatted(directory, lake));

        String output = succeed(command(
                "bash",
                "-c",
                script("Moving in")
                        .replace("conf/tarn.yaml", configuration.toString())
                        .replace("/data/lake", lake.toString())));

        assertThat(output)
                .contains(
                        "would be adopted shop.orders: managed, no snapshot, schema 0",
                        "adopted          shop.orders: managed, no snapshot, schema 0",
                        "1 branch was looked at; database and storage say the same");
    }

    private static String script(String title) throws IOException {
        String chapter = find("(?s)\n## " + title + "\n(.*?)\n## ", Files.readString(ROOT.resolve("README.md")))
                .group(1);
        StringBuilder script = new StringBuilder("set -euo pipefail; shopt -s expand_aliases\n");
        Matcher blocks = Pattern.compile("(?s)```\n(.*?)```").matcher(chapter);
        while (blocks.find()) {
            script.append(blocks.group(1));
        }
        return script.toString();
    }

    /** Runs all commands of a chapter, and then another, in one shell against a server of its own. */
    private String runChapter(String title, String last) throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, new StoreSettings("", "", ""))) {
            return succeed(command(
                    "bash",
                    "-c",
                    (script(title) + last)
                            .replace("http://127.0.0.1:8181", server.uri())
                            .replace("data/root.token", directory + "/data/root.token")
                            .replace("curl ", "curl --noproxy 127.0.0.1 -sSf ")));
        }
    }

    private static ProcessBuilder command(String... words) {
        ProcessBuilder command =
                new ProcessBuilder(words).directory(ROOT.toFile()).redirectErrorStream(true);
        command.environment().putAll(FREE_PORTS);
        return command;
    }

    private static String succeed(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Matcher find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher;
    }
}
