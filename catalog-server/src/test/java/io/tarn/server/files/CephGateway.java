package io.tarn.server.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One Ceph node with its S3 gateway, as {@code testbeds/ceph-s3.sh} starts it. */
public final class CephGateway implements AutoCloseable {
    /** What its token service gives out credentials of. */
    public static final String ROLE = "arn:aws:iam:::role/tarn-tables";

    private static final Path SCRIPT = Path.of("testbeds/ceph-s3.sh").toAbsolutePath();

    private final Path directory;
    private final S3Storage.Settings settings;

    private CephGateway(Path directory, S3Storage.Settings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    public static CephGateway start() {
        try {
            Path directory = Files.createTempDirectory("tarn-ceph").resolve("node");
            List<String> answer = List.of(run("start", directory).strip().split(" ", -1));
            return new CephGateway(
                    directory, new S3Storage.Settings(answer.get(0), "us-east-1", answer.get(1), answer.get(2), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public S3Storage.Settings settings() {
        return settings;
    }

    private static String run(String action, Path directory) {
        try {
            Process process = new ProcessBuilder("bash", SCRIPT.toString(), action, directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(SCRIPT + " " + action + " failed with " + status);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("stop", directory);
    }
}
