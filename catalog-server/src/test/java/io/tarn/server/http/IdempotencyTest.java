package io.tarn.server.http;

import static io.tarn.server.http.IcebergApi.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests with the same idempotency key change something once, and are answered alike. */
class IdempotencyTest extends ServerTest {
    private static final String SET =
            "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"a\":\"%s\"}}]}";
    private static final String VIEW = """
            {"name":"%s","schema":{"type":"struct","fields":[{"id":1,"name":"a","required":false,"type":"int"}]},
             "view-version":{"version-id":1,"timestamp-ms":1,"schema-id":0,"summary":{},"default-namespace":["default"],
              "representations":[{"type":"sql","sql":"select 1","dialect":"spark"}]},"properties":{}}
            """;

    private IcebergApi iceberg;

    @BeforeAll
    void openCatalog() {
        iceberg = IcebergApi.of(api, "main");
    }

    private Api keyed() {
        return keyed(UUID.randomUUID());
    }

    private Api keyed(UUID key) {
        return api.withHeaders(Map.of("Idempotency-Key", key.toString()));
    }

    private static void same(Api.Answer first, Api.Answer again, int status) {
        assertThat(first.status()).as(first.body()).isEqualTo(status);
        assertThat(again.status()).as(again.body()).isEqualTo(status);
        assertThat(again.body()).isEqualTo(first.body());
    }

    /** As many changes as the audit tells of. */
    private int changes(String object) {
        return api.get("/manage/v1/audit?object=main.default." + object + "&maxResults=100")
                .ok()
                .json()
                .get("entries")
                .size();
    }

    @Test
    void theServerSaysForHowLong() {
        JsonNode config = api.get("/iceberg/v1/config?warehouse=main").ok().json();
        assertThat(Duration.parse(config.get("idempotency-key-lifetime").asText()))
                .isGreaterThan(Duration.ZERO);
    }

    @Test
    void aTableIsCreatedOnce() {
        Api client = keyed();
        Api.Answer first = iceberg.with(client).create("created");
        same(first, iceberg.with(client).create("created"), 200);
        refused(iceberg.create("created"), 409, "AlreadyExistsException");
        assertThat(changes("created")).isEqualTo(1);
    }

    @Test
    void aCommitIsAppliedOnce() {
        iceberg.create("committed").ok();
        Api client = keyed();
        Api.Answer first = client.post(iceberg.table("committed"), SET.formatted("1"));
        same(first, client.post(iceberg.table("committed"), SET.formatted("1")), 200);
        iceberg.set("committed", "a", "2").ok();
        Api.Answer late = client.post(iceberg.table("committed"), SET.formatted("1"));
        assertThat(late.ok().json().at("/metadata/properties/a").asText())
                .as("it tells of what is there now")
                .isEqualTo("2");
        assertThat(changes("committed")).isEqualTo(3);
    }

    @Test
    void ofManyAtOnceOneChangesSomething() {
        iceberg.create("raced").ok();
        Api client = keyed();
        Callable<Integer> sending =
                () -> client.post(iceberg.table("raced"), SET.formatted("1")).status();
        assertThat(Race.run(Stream.generate(() -> sending).limit(6).toList())).containsOnly(200);
        Api creating = keyed();
        Callable<Integer> creation = () -> iceberg.with(creating).create("born").status();
        assertThat(Race.run(Stream.generate(() -> creation).limit(6).toList())).containsOnly(200);
        assertThat(changes("raced")).isEqualTo(2);
        assertThat(changes("born")).isEqualTo(1);
    }

    @Test
    void aTransactionIsAppliedOnce() {
        iceberg.create("both1").ok();
        iceberg.create("both2").ok();
        String change = "{\"identifier\":{\"namespace\":[\"default\"],\"name\":\"%s\"}," + SET.substring(1);
        String body =
                "{\"table-changes\":[" + change.formatted("both1", "1") + "," + change.formatted("both2", "1") + "]}";
        Api client = keyed();
        String path = iceberg.path("/transactions/commit");
        same(client.post(path, body), client.post(path, body), 204);
        assertThat(changes("both1")).isEqualTo(2);
        assertThat(changes("both2")).isEqualTo(2);
    }

    @Test
    void whatIsGoneOrMovedWasSoOnce() {
        iceberg.create("dropped").ok();
        Api dropping = keyed();
        same(dropping.delete(iceberg.table("dropped")), dropping.delete(iceberg.table("dropped")), 204);
        refused(api.delete(iceberg.table("dropped")), 404, "NoSuchTableException");

        iceberg.create("before").ok();
        String rename = "{\"source\":{\"namespace\":[\"default\"],\"name\":\"before\"},"
                + "\"destination\":{\"namespace\":[\"default\"],\"name\":\"after\"}}";
        Api renaming = keyed();
        String path = iceberg.path("/tables/rename");
        same(renaming.post(path, rename), renaming.post(path, rename), 204);

        iceberg.create("given-up").ok();
        Api giving = keyed();
        String unregister = iceberg.table("given-up") + "/unregister";
        Api.Answer last = giving.post(unregister, "{}");
        same(last, giving.post(unregister, "{}"), 200);
        Api registering = keyed();
        String register =
                "{\"name\":\"back\",\"metadata-location\":" + last.json().get("metadata-location") + "}";
        String registrations = iceberg.path("/namespaces/default/register");
        same(registering.post(registrations, register), registering.post(registrations, register), 200);
    }

    @Test
    void namespacesAreChangedOnce() {
        String all = iceberg.path("/namespaces");
        String create = "{\"namespace\":[\"spaced\"],\"properties\":{\"a\":\"1\",\"b\":\"1\"}}";
        Api creating = keyed();
        same(creating.post(all, create), creating.post(all, create), 200);
        String alter = "{\"removals\":[\"a\",\"z\"],\"updates\":{\"c\":\"1\"}}";
        Api altering = keyed();
        String properties = all + "/spaced/properties";
        Api.Answer altered = altering.post(properties, alter);
        assertThat(altered.body()).isEqualTo("{\"removed\":[\"a\"],\"updated\":[\"c\"],\"missing\":[\"z\"]}");
        same(altered, altering.post(properties, alter), 200);
        Api dropping = keyed();
        same(dropping.delete(all + "/spaced"), dropping.delete(all + "/spaced"), 204);
    }

    @Test
    void viewsAreChangedOnce() {
        String views = iceberg.path("/namespaces/default/views");
        Api creating = keyed();
        Api.Answer made = creating.post(views, VIEW.formatted("v"));
        same(made, creating.post(views, VIEW.formatted("v")), 200);
        Api changing = keyed();
        same(changing.post(views + "/v", SET.formatted("1")), changing.post(views + "/v", SET.formatted("1")), 200);
        String rename = "{\"source\":{\"namespace\":[\"default\"],\"name\":\"v\"},"
                + "\"destination\":{\"namespace\":[\"default\"],\"name\":\"w\"}}";
        Api renaming = keyed();
        String path = iceberg.path("/views/rename");
        same(renaming.post(path, rename), renaming.post(path, rename), 204);
        Api dropping = keyed();
        same(dropping.delete(views + "/w"), dropping.delete(views + "/w"), 204);
        Api registering = keyed();
        String register =
                "{\"name\":\"back-view\",\"metadata-location\":" + made.json().get("metadata-location") + "}";
        String registrations = iceberg.path("/namespaces/default/register-view");
        same(registering.post(registrations, register), registering.post(registrations, register), 200);
    }

    @Test
    void aRefusalStaysOne() {
        iceberg.create("taken").ok();
        Api client = keyed();
        refused(iceberg.with(client).create("taken"), 409, "AlreadyExistsException");
        assertThat(api.delete(iceberg.table("taken")).status()).isEqualTo(204);
        refused(iceberg.with(client).create("taken"), 409, "AlreadyExistsException");
        iceberg.with(keyed()).create("taken").ok();
    }

    @Test
    void whatWasNotAllowedIsAskedAnew() {
        String person = "user:keyless";
        api.post("/manage/v1/principals", "{\"name\":\"" + person + "\"}").ok();
        Api client = api.withToken(api.post("/manage/v1/principals/" + person + "/tokens", "{}")
                        .ok()
                        .json()
                        .get("secret")
                        .asText())
                .withHeaders(Map.of("Idempotency-Key", UUID.randomUUID().toString()));
        api.grant("DATABASE", "default", "ALTER", person);
        refused(iceberg.with(client).create("allowed"), 403, "ForbiddenException");
        api.grant("DATABASE", "default", "CREATETABLE", person);
        iceberg.with(client).create("allowed").ok();
    }

    @Test
    void aKeyIsForOneRequestOfOnePrincipal() {
        iceberg.create("keyed").ok();
        UUID key = UUID.randomUUID();
        keyed(key).post(iceberg.table("keyed"), SET.formatted("1")).ok();
        refused(keyed(key).post(iceberg.table("keyed"), SET.formatted("2")), 422, "UnprocessableEntityException");
        refused(keyed(key).delete(iceberg.table("keyed")), 422, "UnprocessableEntityException");
        for (String bad : List.of("", "x", key.toString().substring(1), key + "0")) {
            refused(
                    api.withHeaders(Map.of("Idempotency-Key", bad)).post(iceberg.table("keyed"), SET.formatted("3")),
                    400,
                    "BadRequestException");
        }
        assertThat(changes("keyed")).isEqualTo(2);
    }
}
