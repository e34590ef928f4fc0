package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.engines.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tarball, unpacked somewhere and used. */
class DistributionIT {
    private static final Path TARBALL = TestSettings.path("tarn.it.tarball");
    private static final Pattern HTTP = Pattern.compile("Tarn is ready on (\\S+)");
    private static final Pattern GRPC = Pattern.compile("gRPC +(\\S+)");

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new TreeMap<>();
    private Path home;
    private Process server;

    /** What a command came to. */
    private record Ran(int code, String output) {}

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null && server.isAlive()) {
            server.destroy();
            server.waitFor(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aTarballIsAllThatAServerNeeds() throws Exception {
        Path place = Files.createDirectory(directory.resolve("a place"));
        assertThat(run(List.of("tar", "-xzf", TARBALL.toString(), "-C", place.toString()))
                        .code())
                .isZero();
        home = place.resolve(TARBALL.getFileName().toString().replace(".tar.gz", ""));
        environment.put("TARN_DATA_DIR", directory.resolve("data").toString());
        for (String port : List.of("TARN_HTTP_PORT", "TARN_GRPC_PORT", "TARN_MONITOR_PORT")) {
            environment.put(port, "0");
        }
        serve();
        assertThat(home.resolve("lib/server.jsa"))
                .as("classes, archived at the first start")
                .exists();
        done("check", "server");
        done("database", "create", "before");
        assertThat(done("backup", "--to", "one.zip")).contains("backups/one.zip");
        done("database", "create", "after");
        assertThat(done("doctor")).contains("a server has the embedded one", "configuration: ");
        Ran refused = tarn("restore", "--from", backup(), "--force");
        assertThat(refused.code()).as(refused.output()).isEqualTo(2);
        assertThat(refused.output()).contains("a server runs on");

        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("out"))).contains("Tarn has stopped");
        assertThat(done("restore", "--from", backup(), "--force")).contains("The backup is whole");
        serve();
        assertThat(done("database", "list")).contains("before").doesNotContain("after");
    }

    private String backup() {
        return directory.resolve("data/backups/one.zip").toString();
    }

    private void serve() throws IOException {
        Path out = directory.resolve("out");
        server = builder(List.of(home.resolve("bin/tarn").toString(), "serve"))
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofMinutes(3)).until(() -> !server.isAlive() || said(out, GRPC) != null);
        assertThat(server.isAlive())
                .as(Files.readString(directory.resolve("log")))
                .isTrue();
        environment.put("TARN_HTTP_URL", said(out, HTTP));
        environment.put("TARN_GRPC_URL", "grpc://" + said(out, GRPC));
        environment.put("TARN_TOKEN_FILE", directory.resolve("data/root.token").toString());
    }

    /** Null before it was said. */
    private static String said(Path out, Pattern what) throws IOException {
        Matcher found = what.matcher(Files.readString(out));
        return found.find() ? found.group(1) : null;
    }

    private String done(String... words) throws Exception {
        Ran ran = tarn(words);
        assertThat(ran.code()).as(ran.output()).isZero();
        return ran.output();
    }

    private Ran tarn(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/tarn").toString()));
        command.addAll(List.of(words));
        return run(command);
    }

    private Ran run(List<String> command) throws Exception {
        Process process = builder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TARN_"));
        builder.environment().putAll(environment);
        builder.environment()
                .put("TARN_CONFIG", directory.resolve("profiles.yaml").toString());
        return builder;
    }
}
