package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row filters and column masks, as admins write them and as readers are told of them. */
class PoliciesTest extends ServerTest {
    private static final String PRINCIPALS = "/manage/v1/principals";

    private String table = "";
    private String role = "";
    private String alice = "";
    private Api trusted;

    /** A table, a user and a service that hold everything on it as members of a role, and the service is trusted. */
    @BeforeEach
    void people() {
        String id = UUID.randomUUID().toString();
        table = "orders_" + id;
        createOrders(table);
        role = "role:eu-" + id;
        alice = "user:alice-" + id;
        String service = "service:flink-" + id;
        api.post(PRINCIPALS, "{\"name\":\"" + role + "\"}").ok();
        for (String member : List.of(alice, service)) {
            api.post(PRINCIPALS, "{\"name\":\"" + member + "\"}").ok();
            api.post(PRINCIPALS + "/" + role + "/members", "{\"member\":\"" + member + "\"}")
                    .ok();
        }
        grant("ALL", role);
        api.post(PRINCIPALS + "/" + service + "/trust", "{\"enforcesPolicies\":true}")
                .ok();
        trusted = login(service);
    }

    private void createOrders(String name, String... partitionKeys) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("identifier").put("database", "default").put("object", name);
        ObjectNode schema = body.putObject("schema");
        int id = 0;
        for (String column : List.of("id BIGINT NOT NULL", "region STRING", "dt DATE", "phone STRING", "price INT")) {
            String[] parts = column.split(" ", 2);
            schema.withArray("fields")
                    .addObject()
                    .put("id", id++)
                    .put("name", parts[0])
                    .put("type", parts[1]);
        }
        List.of(partitionKeys).forEach(schema.putArray("partitionKeys")::add);
        schema.putArray("primaryKeys");
        schema.putObject("options");
        api.post(api.tables("default"), body.toString()).ok();
    }

    private void grant(String access, String principal) {
        api.post(
                        api.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"" + table
                                + "\"},\"access\":\"" + access + "\",\"principal\":\"" + principal + "\"}")
                .ok();
    }

    private Api login(String principal) {
        return api.withToken(api.post(PRINCIPALS + "/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
    }

    private String path() {
        return api.table(table);
    }

    private Api.Answer filter(String principal, String sql) {
        ObjectNode body = Api.JSON.createObjectNode().put("principal", principal);
        body.putObject("rowFilter").put("sql", sql);
        return api.post(path() + "/policies", body.toString());
    }

    private Api.Answer mask(String principal, String column, String sql) {
        ObjectNode body = Api.JSON.createObjectNode().put("principal", principal);
        body.putObject("columnMask").put("onColumn", column).put("sql", sql);
        return api.post(path() + "/policies", body.toString());
    }

    private static JsonNode auth(Api by, String path, String select) {
        return by.post(path + "/auth", "{\"select\":" + select + "}").ok().json();
    }

    private List<JsonNode> policies(String query) {
        return Api.JSON.convertValue(
                api.get(path() + "/policies" + query).ok().json().get("policies"),
                Api.JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
    }

    @Test
    void aReaderIsToldWhatItsUserSees() {
        assertThat(auth(trusted, path(), "null")).as("nothing is hidden").isEmpty();

        filter(role, "region = 'EU' AND dt >= DATE '2026-01-01'").ok();
        mask(role, "phone", "mask_show_last_4(phone)").ok();

        JsonNode told = auth(trusted, path(), "[\"id\",\"phone\"]");
        assertThat(Api.texts(told.get("filter")))
                .hasSize(2)
                .allSatisfy(predicate -> assertThat(predicate).contains("\"kind\":\"LEAF\""))
                .anySatisfy(predicate -> assertThat(predicate).contains("\"region\"", "\"EU\""));
        assertThat(told.at("/columnMasking/phone").asText())
                .as("Paimon's readers cannot show the last four, so they show nothing")
                .isEqualTo("{\"name\":\"NULL\"}");
        assertThat(told.has("tarn")).isFalse();
        assertThat(auth(api, path(), "null"))
                .as("root is no member of the role")
                .isEmpty();
    }

    @Test
    void policiesAreListedInBothForms() {
        filter(role, "region = 'EU'").ok();
        filter(alice, "region = current_user()").ok();
        mask(role, "phone", "'***'").ok();

        List<JsonNode> all = policies("");
        assertThat(all).hasSize(3);
        JsonNode ofRole = policies("?type=ROW_FILTER&principal=" + role).get(0);
        assertThat(ofRole.at("/rowFilter/sql").asText()).isEqualTo("region = 'EU'");
        assertThat(ofRole.at("/rowFilter/predicate").asText()).contains("\"EQUAL\"", "\"EU\"");
        assertThat(policies("?principal=" + alice).get(0).get("rowFilter").has("predicate"))
                .as("it depends on the caller")
                .isFalse();
        assertThat(policies("?type=COLUMN_MASKING&column=phone"))
                .singleElement()
                .satisfies(mask -> {
                    assertThat(mask.at("/columnMask/onColumn").asText()).isEqualTo("phone");
                    assertThat(mask.at("/columnMask/sql").asText()).isEqualTo("'***'");
                });
        assertThat(api.get("/manage/v1/catalogs/main/databases/default/tables/" + table + "/policies")
                        .ok()
                        .json()
                        .get("policies"))
                .hasSize(3);
    }

    @Test
    void paimonsOwnJsonIsTakenAsWell() {
        String predicate = "{\"kind\":\"LEAF\",\"transform\":{\"name\":\"FIELD_REF\",\"fieldRef\":"
                + "{\"index\":1,\"name\":\"region\",\"type\":\"STRING\"}},\"function\":\"EQUAL\",\"literals\":[\"EU\"]}";
        ObjectNode body = Api.JSON.createObjectNode().put("principal", role);
        body.putObject("rowFilter").put("predicate", predicate);
        api.post(path() + "/policies", body.toString()).ok();
        assertThat(policies("").get(0).at("/rowFilter/sql").asText()).isEqualTo("region = 'EU'");
        filter(role, "region = 'EU'").ok();
        assertThat(policies("")).as("the same in other words").hasSize(1);
    }

    @Test
    void aPrincipalHasOneFilterAndOneMaskOnAColumn() {
        filter(role, "region = 'EU'").ok();
        filter(role, "region = 'EU'").ok();
        filter(role, "region = 'US'").error(409, null);
        mask(role, "phone", "mask_hash(phone)").ok();
        mask(role, "phone", "mask_null()").error(409, null);
        assertThat(policies("")).hasSize(2);

        String drop = "{\"type\":\"ROW_FILTER\",\"principal\":\"" + role + "\"}";
        api.post(path() + "/policies/drop", drop).ok();
        api.post(path() + "/policies/drop", drop).ok();
        assertThat(policies("")).hasSize(1);
        filter(role, "region = 'US'").ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region == 'EU' | position",
                "nowhere = 'EU' | no column 'nowhere'",
                "price = 'EU' | price",
                "region = NULL | NULL",
                "region = 'EU'; drop table x | position",
            })
    void aFilterThatDoesNotFitIsRefused(String sql, String says) {
        Api.Answer refused = filter(role, sql);
        refused.error(400, null);
        assertThat(refused.json().get("message").asText()).contains(says);
        assertThat(policies("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"principal\":\"P\"}",
                "{\"principal\":\"P\",\"rowFilter\":{}}",
                "{\"principal\":\"P\",\"rowFilter\":{\"sql\":\"price = 1\",\"predicate\":\"{}\"}}",
                "{\"principal\":\"P\",\"rowFilter\":{\"predicate\":\"{}\"}}",
                "{\"principal\":\"P\",\"rowFilter\":{\"predicate\":\"no json\"}}",
                "{\"principal\":\"P\",\"columnMask\":{\"sql\":\"mask_null()\"}}",
                "{\"principal\":\"P\",\"columnMask\":{\"onColumn\":\"phone\",\"sql\":\"mask_hash(region)\"}}",
                "{\"principal\":\"P\",\"columnMask\":{\"onColumn\":\"price\",\"sql\":\"mask_hash(price)\"}}",
                "{\"principal\":\"P\",\"columnMask\":{\"onColumn\":\"id\",\"sql\":\"mask_null()\"}}",
                "{\"principal\":\"robot:x\",\"rowFilter\":{\"sql\":\"price = 1\"}}",
            })
    void aPolicyThatIsNoneIsRefused(String body) {
        api.post(path() + "/policies", body.replace("\"P\"", "\"" + role + "\""))
                .error(400, null);
        assertThat(policies("")).isEmpty();
    }

    @Test
    void whoIsRestrictedReadsOnlyThroughWhoKeepsToIt() {
        Api stock = login(alice);
        stock.get(path()).ok();
        filter(role, "region = 'EU'").ok();

        for (Api.Answer refused : List.of(
                stock.get(path()),
                stock.get(path() + "/snapshot"),
                stock.get(path() + "/partitions"),
                stock.get(path() + "/tags"),
                stock.get(path() + "$branch_b"),
                stock.post(path() + "/auth", "{\"select\":null}"))) {
            assertThat(refused.status()).as(refused.body()).isIn(403, 404);
            assertThat(refused.body()).doesNotContain("\"fields\"");
        }
        Api.Answer refused = stock.get(path());
        refused.error(403, null);
        assertThat(refused.json().get("message").asText()).contains("metastore=tarn", "decision ");
        trusted.get(path()).ok();
    }

    /** Also not to a client that keeps to policies: it looks into the files, where it can. */
    @ParameterizedTest
    @CsvSource({"'', id > 5", "region, mask_null()"})
    void partitionsAreNotToldToWhomSomeOrTheirValuesAreHidden(String column, String sql) {
        table = table + "_by_region";
        createOrders(table, "region");
        grant("ALL", role);
        mask(role, "phone", "mask_null()").ok();
        trusted.get(path() + "/partitions").ok();

        (column.isEmpty() ? filter(role, sql) : mask(role, column, sql)).ok();
        trusted.get(path() + "/partitions").error(501, null);
        trusted.post(path() + "/partitions/list-by-names", "{\"specs\":[{\"region\":\"us\"}]}")
                .error(501, null);
        api.get(path() + "/partitions").ok();
    }

    @Test
    void whoDoesNotSeeATableWholeDoesNotChangeIt() {
        mask(role, "phone", "mask_null()").ok();
        String commit = Api.commitBody(null, 1, "writer");
        trusted.post(path() + "/commit", commit).error(403, null);
        trusted.post(path(), Api.addColumn("added")).error(403, null);
        trusted.delete(path()).error(403, null);
        trusted.post(path() + "/rollback", "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":1}}")
                .error(403, null);
        trusted.post(path() + "/branches", "{\"branch\":\"b\"}").error(403, null);

        grant("WRITEUNSEEN", role);
        trusted.post(path(), Api.addColumn("added")).ok();
        assertThat(trusted.post(path() + "/commit", commit)
                        .ok()
                        .json()
                        .get("success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aBranchHasThePoliciesOfItsTable() {
        api.post(path() + "/branches", "{\"branch\":\"b\"}").ok();
        filter(role, "region = 'EU'").ok();
        assertThat(auth(trusted, path() + "$branch_b", "null").get("filter")).hasSize(1);
        login(alice).get(path() + "$branch_b").error(403, null);
    }

    @Test
    void someColumnsAreReadByWhoIsGrantedThem() {
        String clerk = "service:clerk-" + UUID.randomUUID();
        api.post(PRINCIPALS, "{\"name\":\"" + clerk + "\"}").ok();
        api.post(
                        api.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"COLUMN\",\"database\":\"default\",\"table\":\"" + table
                                + "\"},\"access\":\"SELECT\",\"principal\":\"" + clerk
                                + "\",\"columns\":{\"columnNames\":[\"id\",\"region\"]}}")
                .ok();
        Api stock = login(clerk);
        stock.get(path()).error(403, null);
        api.post(PRINCIPALS + "/" + clerk + "/trust", "{\"enforcesPolicies\":true}")
                .ok();

        assertThat(auth(stock, path(), "[\"id\",\"region\"]")).isEmpty();
        assertThat(auth(stock, path(), "[]")).isEmpty();
        for (String select : List.of("[\"id\",\"phone\"]", "null", "[\"_KEY_phone\"]")) {
            Api.Answer refused = stock.post(path() + "/auth", "{\"select\":" + select + "}");
            refused.error(403, null);
            assertThat(refused.json().get("message").asText()).contains("phone", "decision ");
        }
        api.post(PRINCIPALS + "/" + clerk + "/trust", "{\"enforcesPolicies\":false}")
                .ok();
        stock.get(path() + "/snapshot").error(403, null);
    }

    @Test
    void aColumnOfAPolicyIsNotChangedUnderIt() {
        filter(role, "region = 'EU'").ok();
        mask(role, "phone", "mask_hash(phone)").ok();
        for (String column : List.of("region", "phone")) {
            for (String change : List.of(
                    "{\"action\":\"dropColumn\",\"fieldNames\":[\"" + column + "\"]}",
                    "{\"action\":\"renameColumn\",\"fieldNames\":[\"" + column + "\"],\"newName\":\"other\"}",
                    "{\"action\":\"updateColumnType\",\"fieldNames\":[\"" + column
                            + "\"],\"newDataType\":\"BYTES\",\"keepNullability\":false}")) {
                Api.Answer refused = api.post(path(), Api.alterBody(change));
                refused.error(500, null);
                assertThat(refused.json().get("message").asText()).contains(column, role);
            }
        }
        api.post(path(), Api.alterBody("{\"action\":\"dropColumn\",\"fieldNames\":[\"price\"]}"))
                .ok();
        api.post(path(), Api.addColumn("price")).ok();
    }

    @Test
    void aTableThatClientsReadWithoutAskingTakesNoPolicy() {
        Api lake = api.withCatalog("a b+c");
        String place = server.dataDir().resolve("outside").resolve(table).toString();
        lake.createTable(table, Map.of("path", "file:" + place, "query-auth.enabled", "true"))
                .ok();
        assertThat(lake.readTable(table).at("/schema/options").has("query-auth.enabled"))
                .isFalse();
        Api.Answer refused = lake.post(
                lake.table(table) + "/policies", "{\"principal\":\"" + role + "\",\"rowFilter\":{\"sql\":\"id = 1\"}}");
        refused.error(409, null);
        assertThat(refused.json().get("message").asText()).contains("external");
    }

    @Test
    void managedTablesAlwaysAskAndClientsCannotChangeThat() {
        assertThat(option(table)).isEqualTo("true");
        long schema = api.readTable(table).get("schemaId").asLong();
        api.post(path(), Api.setOption("query-auth.enabled", "true")).ok();
        assertThat(api.readTable(table).get("schemaId").asLong())
                .as("no change")
                .isEqualTo(schema);
        api.post(path(), Api.setOption("query-auth.enabled", "false")).error(400, null);
        api.post(path(), Api.alterBody("{\"action\":\"removeOption\",\"key\":\"query-auth.enabled\"}"))
                .error(400, null);

        String off = table + "_off";
        api.createTable(off, Map.of("query-auth.enabled", "false")).ok();
        assertThat(option(off)).isEqualTo("true");
    }

    private String option(String name) {
        return api.readTable(name)
                .at("/schema/options")
                .path("query-auth.enabled")
                .asText();
    }

    @Test
    void policiesGoWithTheirTableAndTheirPrincipal() {
        filter(role, "region = 'EU'").ok();
        api.delete(path()).ok();
        createOrders(table);
        assertThat(policies("")).isEmpty();

        filter(role, "region = 'EU'").ok();
        api.delete(PRINCIPALS + "/" + role).ok();
        assertThat(policies("")).isEmpty();
    }

    @Test
    void aClientProvesWithAKeyThatItKeepsToPolicies() {
        filter(role, "region = 'EU'").ok();
        mask(role, "phone", "mask_show_last_4(phone)").ok();
        mask(role, "dt", "DATE '1970-01-01'").ok();
        Api user = login(alice);
        String token = login(alice).token();
        String engine = "service:engine-" + UUID.randomUUID();
        api.post(PRINCIPALS, "{\"name\":\"" + engine + "\"}").ok();
        JsonNode key = api.post(PRINCIPALS + "/" + engine + "/keys", "{}").ok().json();
        String id = key.get("accessKeyId").asText();
        String secret = key.get("accessKeySecret").asText();
        String path = path() + "/auth";
        long now = Instant.now().getEpochSecond();

        String proof = proof(id, secret, "POST", path, now, token);
        assertThat(proving(user.withToken(token), proof)
                        .post(path, "{\"select\":null}")
                        .status())
                .as("nobody trusts the engine yet")
                .isEqualTo(401);
        api.post(PRINCIPALS + "/" + engine + "/trust", "{\"enforcesPolicies\":true}")
                .ok();

        JsonNode told = proving(user.withToken(token), proof)
                .post(path, "{\"select\":null}")
                .ok()
                .json();
        assertThat(told.get("filter")).hasSize(1);
        assertThat(told.at("/tarn/masks/phone/function").asText()).isEqualTo("SHOW_LAST_4");
        assertThat(told.at("/tarn/masks/dt"))
                .as("no transform of Paimon's says a constant that is no text")
                .isEqualTo(
                        Api.JSON.createObjectNode().put("function", "CONSTANT").put("value", "1970-01-01"));
        assertThat(told.at("/tarn/writes").asBoolean())
                .as("it does not see the table whole")
                .isFalse();
        grant("WRITEUNSEEN", role);
        assertThat(proving(user.withToken(token), proof)
                        .post(path, "{\"select\":null}")
                        .ok()
                        .json()
                        .at("/tarn/writes")
                        .asBoolean())
                .as("and holds UPDATE")
                .isTrue();
        for (String wrong : List.of(
                proof(id, secret + "x", "POST", path, now, token),
                proof(id, secret, "GET", path, now, token),
                proof(id, secret, "POST", path + "x", now, token),
                proof(id, secret, "POST", path, now - 600, token),
                proof(id, secret, "POST", path, now, "another"),
                proof("unknown", secret, "POST", path, now, token),
                "v1 key=" + id)) {
            assertThat(proving(user.withToken(token), wrong)
                            .post(path, "{\"select\":null}")
                            .status())
                    .as(wrong)
                    .isEqualTo(401);
        }
    }

    private static Api proving(Api by, String proof) {
        return by.withHeaders(Map.of("X-Tarn-Capability", proof));
    }

    private static String proof(String key, String secret, String method, String path, long at, String token) {
        try {
            String credentials = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(("Bearer " + token).getBytes(StandardCharsets.UTF_8)));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String text = "tarn-capability-v1\n" + method + "\n" + path + "\n" + at + "\n" + credentials;
            return "v1 key=" + key + ",at=" + at + ",sig="
                    + HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void explanationsTellWhatIsHidden() {
        mask(role, "phone", "mask_null()").ok();
        JsonNode told = api.post(
                        "/manage/v1/catalogs/main/explain",
                        "{\"principal\":\"" + alice + "\",\"operation\":\"AUTHORIZE_QUERY\",\"on\":"
                                + "[{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"" + table + "\"}]}")
                .ok()
                .json();
        assertThat(told.get("decision").asText()).isEqualTo("ALLOWED");
        assertThat(told.at("/restricted/policies/0/column").asText()).isEqualTo("phone");
        assertThat(told.at("/restricted/clientIsTrusted").asBoolean()).isFalse();
        assertThat(told.at("/restricted/mayWrite").asBoolean()).isFalse();
    }

    @Test
    void onlyServicesAreTrusted() {
        assertThat(api.post(PRINCIPALS + "/" + alice + "/trust", "{\"enforcesPolicies\":true}")
                        .status())
                .isEqualTo(400);
        assertThat(api.post(PRINCIPALS + "/" + role + "/trust", "{}").status()).isEqualTo(400);
    }
}
