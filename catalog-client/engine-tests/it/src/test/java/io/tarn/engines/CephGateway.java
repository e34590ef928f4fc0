package io.tarn.engines;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * An S3 gateway with STS: the one that {@code TARN_IT_CEPH} names (its endpoint, access key and secret key, with spaces
 * between), else one that {@code testbeds/ceph-s3.sh} starts.
 */
final class CephGateway implements AutoCloseable {
    /** What its token service gives out credentials of. */
    static final String ROLE = "arn:aws:iam:::role/tarn-tables";

    private static final String GIVEN = "TARN_IT_CEPH";
    private static final int NOT_INSTALLED = 3;

    private final Path directory;
    private final boolean mine;
    private final List<String> access;

    private CephGateway(Path directory, boolean mine, List<String> access) {
        this.directory = directory;
        this.mine = mine;
        this.access = access;
    }

    /**
     * Skips the test, and says so, where no Ceph is installed.
     *
     * @param directory a new one, for its state
     */
    static CephGateway start(Path directory) {
        String given = System.getenv(GIVEN);
        return given == null
                ? new CephGateway(directory, true, words(run("start", directory)))
                : new CephGateway(directory, false, words(given));
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split(" ", -1));
    }

    String endpoint() {
        return access.get(0);
    }

    String accessKey() {
        return access.get(1);
    }

    String secretKey() {
        return access.get(2);
    }

    /** With the keys of the store's own user, who may do everything. */
    S3Client admin() {
        return client(endpoint(), AwsBasicCredentials.create(accessKey(), secretKey()));
    }

    static S3Client client(String endpoint, AwsCredentials credentials) {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                // Ceph knows neither the checksums nor the chunked signatures that the client sends by itself.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    private static String run(String action, Path directory) {
        Path script = TestSettings.path("tarn.it.root").resolve("catalog-server/testbeds/ceph-s3.sh");
        try {
            Process process = new ProcessBuilder("bash", script.toString(), action, directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status == NOT_INSTALLED) {
                System.out.println("SKIPPED: no Ceph is installed here, and " + GIVEN + " names none");
                abort("no Ceph is installed here");
            }
            if (status != 0) {
                throw new IllegalStateException(script + " " + action + " failed with " + status);
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
        if (mine) {
            run("stop", directory);
        }
    }
}
