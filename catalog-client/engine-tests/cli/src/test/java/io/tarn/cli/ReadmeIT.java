package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.engines.TestSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of README.md's chapter, as they stand there, in a shell. */
class ReadmeIT {
    private static final Path ROOT = TestSettings.path("tarn.it.root");

    @TempDir
    private Path directory;

    @Test
    void theChapterRunsAsItStands() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher chapter =
                Pattern.compile("(?s)\n## The tarn command\n(.*?)\n## ").matcher(readme);
        assertThat(chapter.find()).isTrue();
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        Matcher blocks = Pattern.compile("(?s)```\n(.*?)```").matcher(chapter.group(1));
        while (blocks.find()) {
            script.append(blocks.group(1));
        }
        try (ServerProcess server = ServerProcess.start(directory, new StoreSettings("", "", ""))) {
            String output = run(script.toString()
                    .replace("PATH=$PWD:", "PATH=" + ROOT + ":")
                    .replace("http://127.0.0.1:8181", server.uri())
                    .replace("127.0.0.1:8182", "127.0.0.1:" + server.grpcPort()));
            assertThat(output)
                    .contains(
                            "login over gRPC  ok",
                            "sales.orders",
                            "granted SELECT on table sales.orders until 2099-12-31 00:00:00 UTC to role:seller",
                            "Decision  ALLOWED",
                            "CREATE_POLICY",
                            "CREATE_TABLE  main.sales.orders schema 0  user:root",
                            "This would drop table sales.orders",
                            "No differences.",
                            "+ grant in main: SELECT on table sales.orders until 2099-12-31 00:00:00 UTC to"
                                    + " role:seller",
                            "made 5 changes",
                            "dropped database sales");
            assertThat(directory.resolve("access.yaml")).content().contains("region = 'EU'");
            assertThat(output).doesNotContain(server.token());
        }
    }

    private String run(String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .put("TARN_CONFIG", directory.resolve("config.yaml").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
