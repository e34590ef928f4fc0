package io.tarn.server.files;

import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A warehouse on an S3-compatible store that knows conditional writes ({@code If-None-Match: *}), or on Alibaba's OSS by its
 * S3 endpoint, which has a header of its own for them.
 */
public final class S3Storage implements Storage {
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int S3_PAGE = 1_000;

    /**
     * How to reach a store.
     *
     * @param endpoint empty for the public one of the region
     * @param sessionToken of keys that somebody was given for a time; empty for lasting ones
     */
    public record Settings(
            String endpoint,
            String region,
            String accessKey,
            String secretKey,
            String sessionToken,
            boolean pathStyle) {
        public Settings(String endpoint, String region, String accessKey, String secretKey, boolean pathStyle) {
            this(endpoint, region, accessKey, secretKey, "", pathStyle);
        }

        private AwsCredentials credentials() {
            return sessionToken.isEmpty()
                    ? AwsBasicCredentials.create(accessKey, secretKey)
                    : AwsSessionCredentials.create(accessKey, secretKey, sessionToken);
        }

        /** Never shows the keys. */
        @Override
        public String toString() {
            return "S3[" + endpoint + ", " + region + "]";
        }
    }

    private final Location root;
    private final S3Client client;

    public static S3Storage open(Location root, Settings settings) {
        return new S3Storage(root, client(settings));
    }

    /**
     * Checksums and chunks only where the protocol demands them: stores that are not Amazon's refuse the newer kinds with
     * 400.
     */
    public static S3Client client(Settings settings) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(settings.credentials()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .forcePathStyle(settings.pathStyle());
        if (!settings.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(settings.endpoint()));
        }
        return builder.build();
    }

    private S3Storage(Location root, S3Client client) {
        this.root = root;
        this.client = client;
    }

    @Override
    public Optional<String> read(Location file) {
        return readBytes(file, Limits.FILE_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> readBytes(Location file) {
        return readBytes(file, Limits.BINARY_FILE_BYTES);
    }

    private Optional<byte[]> readBytes(Location file, long most) {
        try (ResponseInputStream<GetObjectResponse> object =
                client.getObject(request -> request.bucket(file.bucket()).key(key(file)))) {
            if (object.response().contentLength() > most) {
                object.abort();
                throw new StorageException(file + " is larger than the server reads");
            }
            return Optional.of(object.readAllBytes());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException | IOException e) {
            throw failed("read", file, e);
        }
    }

    @Override
    public boolean writeIfAbsent(Location file, String content) {
        try {
            client.putObject(
                    request -> {
                        request.bucket(file.bucket()).key(key(file)).ifNoneMatch("*");
                        if (file.isOss()) {
                            request.overrideConfiguration(also -> also.putHeader("x-oss-forbid-overwrite", "true"));
                        }
                    },
                    RequestBody.fromString(content));
            return true;
        } catch (S3Exception e) {
            // 409: another conditional write of the same key was under way. Who lost may not say "written".
            if (e.statusCode() == PRECONDITION_FAILED || (e.statusCode() == CONFLICT && exists(file))) {
                return false;
            }
            throw failed("write", file, e);
        } catch (SdkException e) {
            throw failed("write", file, e);
        }
    }

    @Override
    public void overwrite(Location file, String content) {
        overwrite(file, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void overwrite(Location file, byte[] content) {
        try {
            client.putObject(request -> request.bucket(file.bucket()).key(key(file)), RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw failed("write", file, e);
        }
    }

    @Override
    public void delete(Location file) {
        try {
            client.deleteObject(request -> request.bucket(file.bucket()).key(key(file)));
        } catch (SdkException e) {
            throw failed("delete", file, e);
        }
    }

    @Override
    public List<String> list(Location directory, String prefix) {
        String base = key(directory) + "/";
        try {
            return client
                    .listObjectsV2Paginator(request -> request.bucket(directory.bucket())
                            .prefix(base + prefix)
                            .delimiter("/"))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .map(key -> key.substring(base.length()))
                    .toList();
        } catch (SdkException e) {
            throw failed("list", directory, e);
        }
    }

    @Override
    public List<String> directories(Location directory) {
        String base = key(directory) + "/";
        try {
            return client
                    .listObjectsV2Paginator(request ->
                            request.bucket(directory.bucket()).prefix(base).delimiter("/"))
                    .commonPrefixes()
                    .stream()
                    .map(CommonPrefix::prefix)
                    .map(prefix -> prefix.substring(base.length(), prefix.length() - 1))
                    .filter(name -> !name.isEmpty())
                    .toList();
        } catch (SdkException e) {
            throw failed("list", directory, e);
        }
    }

    @Override
    public boolean exists(Location directory, String below) {
        if (below.isEmpty() || List.of(below.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException(below + " leads out of " + directory);
        }
        try {
            client.headObject(request -> request.bucket(directory.bucket()).key(key(directory) + "/" + below));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (SdkException e) {
            throw failed("look for a file in", directory, e);
        }
    }

    /** A store of objects knows no directories. */
    @Override
    public void createDirectory(Location directory) {
        key(directory);
    }

    @Override
    public int deleteSome(Location directory, int most) {
        try {
            List<S3Object> found = client.listObjectsV2(request -> request.bucket(directory.bucket())
                            .prefix(key(directory) + "/")
                            .maxKeys(Math.min(most, S3_PAGE)))
                    .contents();
            for (S3Object object : found) {
                client.deleteObject(
                        request -> request.bucket(directory.bucket()).key(object.key()));
            }
            return found.size();
        } catch (SdkException e) {
            throw failed("delete", directory, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private boolean exists(Location file) {
        return read(file).isPresent();
    }

    private String key(Location file) {
        if (!root.contains(file)) {
            throw new IllegalArgumentException(file + " lies outside " + root);
        }
        return file.path().substring(1);
    }

    private static StorageException failed(String verb, Location file, Exception cause) {
        return new StorageException("cannot " + verb + " " + file, cause);
    }
}
