package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.engines.ManagementApi.Resource;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A real Flink on a real S3 gateway with STS, with no key of the store: it opens a table with what the server gives it. Then
 * what it was given is tried on everything that it must not open. Part of {@code -Pfull} only, because Ceph comes by apt.
 */
@Tag("full")
class VendedFlinkIT {
    private static final String CATALOG = ServerProcess.CATALOG;
    private static final String BUCKET = "tarn-engines-" + UUID.randomUUID();
    private static final String DATABASE = "lake/shop.db/";
    private static final String ORDERS = DATABASE + "orders/";
    private static final String SIBLING = DATABASE + "orders_2/";
    private static final String OPENED = "200";
    private static final String REFUSED = "403 AccessDenied";
    private static final String WRITER = "service:writer";
    private static final String READER = "service:reader";
    private static final String LIMITED = "user:limited";
    private static final String NO_CREDENTIALS = "its client has not proved that it keeps to that";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void aJobOpensItsTableWithWhatTheServerGivesItAndNothingElse() throws Exception {
        try (CephGateway gateway = CephGateway.start(directory.resolve("ceph"));
                S3Client admin = gateway.admin()) {
            admin.createBucket(request -> request.bucket(BUCKET));
            try (ServerProcess server =
                    ServerProcess.start(directory, StoreKind.H2.create(), List.of(), lake(gateway))) {
                ManagementApi root = new ManagementApi(server.uri(), server.token());
                prepare(root);
                String writer = root.issueToken(WRITER);
                String reader = root.issueToken(READER);
                String limited = root.issueToken(LIMITED);

                runJobs(
                        server,
                        Map.of(
                                "TARN_SECRET_WRITER",
                                writer,
                                "TARN_SECRET_READER",
                                reader,
                                "TARN_SECRET_LIMITED",
                                limited));

                String data = firstDataFile(admin);
                System.out.println("with the token of  attempt                            the gateway's answer");
                try (S3Client given = given(server, writer)) {
                    check("writer", given, data, OPENED);
                }
                try (S3Client given = given(server, reader)) {
                    check("reader", given, data, REFUSED);
                }
                HttpResponse<String> refusal = token(server, limited);
                System.out.println("limited's token: " + refusal.statusCode() + " " + refusal.body());
                assertThat(refusal.statusCode()).isEqualTo(403);
                assertThat(JSON.readTree(refusal.body()).get("message").asText())
                        .contains(NO_CREDENTIALS);
            }
        }
    }

    /** Further lines of the list of catalogs. Ceph refuses to delete several files at once. */
    private static String lake(CephGateway gateway) {
        return """
                  - name: %s
                    warehouse: s3://%s/lake
                    layout: plain
                    client-options: {s3.multiobjectdelete.enable: "false"}
                    s3:
                      endpoint: %s
                      access-key: %s
                      secret-key: %s
                      path-style: true
                      vending: {mode: sts, role-arn: "%s"}
                """.formatted(
                CATALOG, BUCKET, gateway.endpoint(), gateway.accessKey(), gateway.secretKey(), CephGateway.ROLE);
    }

    private static void prepare(ManagementApi root) {
        root.createDatabase(CATALOG, "shop");
        for (String table : List.of("orders", "orders_2")) {
            root.createTable(CATALOG, "shop", table, List.of("id INT", "label STRING"));
        }
        Resource orders = Resource.table("TABLE", "shop", "orders");
        for (String principal : List.of(WRITER, READER, LIMITED)) {
            root.createPrincipal(principal);
            root.grant(CATALOG, Resource.database("DATABASE", "shop"), "LIST", principal);
            root.grant(CATALOG, orders, "SELECT", principal);
        }
        root.grant(CATALOG, orders, "UPDATE", WRITER);
        root.createPolicy(CATALOG, "shop", "orders", LIMITED, "rowFilter", Map.of("sql", "id < 2"));
    }

    private static void runJobs(ServerProcess server, Map<String, String> logins) {
        List<String> arguments = List.of(
                "--to-the-end",
                "uri=" + server.uri(),
                "when_reading_only=Code: 403",
                "when_limited=metastore=tarn",
                FlinkSqlIT.script("vended"));
        try (EngineProcess flink = EngineProcess.startScript(Engine.FLINK_1_20, logins, arguments)) {
            int exitCode = flink.awaitExit(Duration.ofMinutes(5));

            List<JsonNode> steps = flink.lines();
            assertThat(steps.stream().filter(step -> !step.get("ok").asBoolean()))
                    .as(flink.describe("ended"))
                    .isEmpty();
            assertThat(exitCode).as(flink.describe("ended")).isZero();
            steps.forEach(step -> System.out.println(
                    step.get("statement").asText() + ": " + step.path("rows").asText("refused")));
        }
    }

    private static String firstDataFile(S3Client admin) {
        return admin.listObjectsV2(request -> request.bucket(BUCKET).prefix(ORDERS + "bucket-")).contents().stream()
                .map(S3Object::key)
                .filter(key -> !key.endsWith("/"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Flink has written no data"));
    }

    /** @param writing what the gateway is to answer to a file written into the table */
    private static void check(String whose, S3Client given, String data, String writing) {
        attempt(whose, "read a data file", OPENED, given, use -> read(use, data));
        attempt(whose, "list the table", OPENED, given, use -> list(use, ORDERS));
        attempt(whose, "put a data file", writing, given, use -> put(use, ORDERS + "bucket-0/mine"));
        attempt(whose, "delete it", writing, given, use -> delete(use, ORDERS + "bucket-0/mine"));
        attempt(whose, "put the hint LATEST", writing, given, use -> put(use, ORDERS + "snapshot/LATEST"));
        attempt(whose, "forge snapshot-3", REFUSED, given, use -> put(use, ORDERS + "snapshot/snapshot-3"));
        attempt(whose, "replace snapshot-1", REFUSED, given, use -> put(use, ORDERS + "snapshot/snapshot-1"));
        attempt(whose, "forge schema-1", REFUSED, given, use -> put(use, ORDERS + "schema/schema-1"));
        attempt(whose, "read the sibling's schema", REFUSED, given, use -> read(use, SIBLING + "schema/schema-0"));
        attempt(whose, "list the sibling", REFUSED, given, use -> list(use, SIBLING));
        attempt(whose, "put into the sibling", REFUSED, given, use -> put(use, SIBLING + "bucket-0/mine"));
        attempt(whose, "delete of the sibling", REFUSED, given, use -> delete(use, SIBLING + "schema/schema-0"));
        attempt(whose, "list the database", REFUSED, given, use -> list(use, DATABASE));
        attempt(whose, "list tables by a prefix", REFUSED, given, use -> list(use, DATABASE + "orders"));
        attempt(whose, "list the bucket", REFUSED, given, use -> list(use, ""));
        attempt(whose, "put beside the tables", REFUSED, given, use -> put(use, DATABASE + "mine"));
    }

    private static void attempt(
            String whose, String what, String expected, S3Client client, Consumer<S3Client> action) {
        String answer = answer(client, action);
        System.out.printf("%-18s %-34s %s%n", whose, what, answer);
        assertThat(answer).as("%s: %s", whose, what).isEqualTo(expected);
    }

    private static String answer(S3Client client, Consumer<S3Client> action) {
        try {
            action.accept(client);
            return OPENED;
        } catch (S3Exception e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
    }

    private static void read(S3Client client, String key) {
        client.getObjectAsBytes(request -> request.bucket(BUCKET).key(key));
    }

    private static void list(S3Client client, String prefix) {
        client.listObjectsV2(request -> request.bucket(BUCKET).prefix(prefix));
    }

    private static void put(S3Client client, String key) {
        client.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString("mine"));
    }

    private static void delete(S3Client client, String key) {
        client.deleteObject(request -> request.bucket(BUCKET).key(key));
    }

    private static S3Client given(ServerProcess server, String login) throws JsonProcessingException {
        HttpResponse<String> answer = token(server, login);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode options = JSON.readTree(answer.body()).get("token");
        return CephGateway.client(
                options.get("s3.endpoint").asText(),
                AwsSessionCredentials.create(
                        options.get("s3.access-key").asText(),
                        options.get("s3.secret-key").asText(),
                        options.get("s3.session.token").asText()));
    }

    private static HttpResponse<String> token(ServerProcess server, String login) {
        return new CatalogApi(server.uri(), login).send("GET", "databases/shop/tables/orders/token", "");
    }
}
