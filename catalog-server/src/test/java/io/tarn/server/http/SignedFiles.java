package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import io.tarn.server.files.S3Storage;
import io.tarn.server.model.Layout;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.exceptions.ForbiddenException;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** A server before a store that has no STS, and Iceberg's own client for S3 with its own signer: it has no keys. */
final class SignedFiles implements AutoCloseable {
    private final TestServer server;
    private final String bucket;
    private final String table;
    private final S3Client admin;
    private final S3Client client;

    SignedFiles(Path directory, S3Storage.Settings store, String bucket) {
        this.bucket = bucket;
        this.server = TestServer.withCatalogs(
                directory,
                List.of(new Config.Catalog(
                        "lake",
                        "s3://" + bucket + "/w",
                        Layout.UNIQUE,
                        List.of(),
                        Map.of(),
                        new Config.S3(
                                store.endpoint(),
                                store.region(),
                                store.accessKey(),
                                store.secretKey(),
                                store.pathStyle(),
                                new Config.Vending(Config.VendingMode.NONE, "", "", "", "", "", 10_800)))));
        Api root = Api.of(server.port(), server.rootToken(), "lake");
        IcebergApi iceberg = IcebergApi.of(
                root.withHeaders(Map.of("X-Iceberg-Access-Delegation", "vended-credentials,remote-signing")), "lake");
        JsonNode created = iceberg.create("t").ok().json();
        this.table = created.at("/metadata/location").asText().substring(("s3://" + bucket + "/").length());
        this.admin = S3Storage.client(store);
        this.client = client(created.get("config"));
    }

    private S3Client client(JsonNode told) {
        Map<String, String> properties = new HashMap<>();
        told.properties()
                .forEach(
                        entry -> properties.put(entry.getKey(), entry.getValue().asText()));
        // What the catalog of a client adds of itself.
        properties.put("uri", "http://127.0.0.1:" + server.port() + "/iceberg");
        properties.put("token", server.rootToken());
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.of(properties.get("client.region")))
                .endpointOverride(URI.create(properties.get("s3.endpoint")))
                .credentialsProvider(AnonymousCredentialsProvider.create());
        S3FileIOProperties iceberg = new S3FileIOProperties(properties);
        iceberg.applyServiceConfigurations(builder);
        iceberg.applySignerConfiguration(builder);
        return builder.build();
    }

    private String key(String below) {
        return table + "/" + below;
    }

    void aFileIsReadAndListed() {
        String file = key("data/p=1/a b.parquet");
        put(file);
        assertThat(client.getObjectAsBytes(request -> request.bucket(bucket).key(file))
                        .asUtf8String())
                .isEqualTo("0123456789");
        assertThat(client.listObjectsV2(request -> request.bucket(bucket).prefix(key("data/p")))
                        .contents())
                .extracting(object -> object.key())
                .containsExactly(file);
    }

    private void put(String file) {
        admin.putObject(request -> request.bucket(bucket).key(file), RequestBody.fromString("0123456789"));
    }

    void aPartOfAFileIsReadWithTheSignatureOfAnother() {
        String file = key("data/parts");
        put(file);
        for (int at = 0; at < 3; at++) {
            String range = "bytes=" + at + "-" + at;
            byte[] part = client.getObjectAsBytes(
                            request -> request.bucket(bucket).key(file).range(range))
                    .asByteArray();
            assertThat(new String(part, StandardCharsets.UTF_8)).isEqualTo("0123456789".substring(at, at + 1));
        }
    }

    private void delete(List<String> files) {
        List<ObjectIdentifier> objects = files.stream()
                .map(file -> ObjectIdentifier.builder().key(file).build())
                .toList();
        client.deleteObjects(request ->
                request.bucket(bucket).delete(Delete.builder().objects(objects).build()));
    }

    void whatIsNotTheTablesIsRefused() {
        assertThatThrownBy(() -> client.getObjectAsBytes(
                        request -> request.bucket(bucket).key("w/default.db/other/data/a")))
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> client.listObjectsV2(request -> request.bucket(bucket)))
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() ->
                        client.listObjectsV2(request -> request.bucket(bucket).prefix(table)))
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> delete(List.of(key("data/a"), "w/default.db/other/data/a")))
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() ->
                        client.deleteObject(request -> request.bucket(bucket).key(key("data/a"))))
                .as("the store may make a copy of what is written")
                .isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> client.copyObject(request -> request.sourceBucket(bucket)
                        .sourceKey("w/default.db/other/data/a")
                        .destinationBucket(bucket)
                        .destinationKey(key("data/stolen"))))
                .isInstanceOf(ForbiddenException.class);
    }

    @Override
    public void close() {
        client.close();
        admin.close();
        server.close();
    }
}
