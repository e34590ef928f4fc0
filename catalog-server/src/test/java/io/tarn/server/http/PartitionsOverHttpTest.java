package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionsOverHttpTest extends ServerTest {
    private static int tables;

    private String table = "";
    private long commits;

    @BeforeEach
    void createTable() {
        table = create(List.of("dt", "hh"));
    }

    @Test
    void aPartitionHoldsWhatCommitsAddedAndTookAway() {
        commit(change("dt=a/hh=1", 10, 100, 2, 7, 4), change("dt=a/hh=2", 1, 10, 1, 9, 4));
        commit(change("dt=a/hh=1", -3, -40, -1, 8, 8), change("dt=b/hh=1", 5, 50, 1, 8, 4));
        JsonNode all = list("");
        assertThat(names(all)).containsExactly("dt=b/hh=1", "dt=a/hh=2", "dt=a/hh=1");
        JsonNode changed = all.get("partitions").get(2);
        assertThat(changed.get("recordCount").asLong()).isEqualTo(7);
        assertThat(changed.get("fileSizeInBytes").asLong()).isEqualTo(60);
        assertThat(changed.get("fileCount").asLong()).isEqualTo(1);
        assertThat(changed.get("lastFileCreationTime").asLong()).isEqualTo(8);
        assertThat(changed.get("totalBuckets").asInt()).isEqualTo(8);
        assertThat(changed.get("done").isBoolean()).isTrue();
        assertThat(changed.get("done").asBoolean()).isFalse();
        assertThat(changed.get("createdAt").asLong()).isPositive();
        assertThat(changed.get("updatedAt").asLong())
                .isGreaterThanOrEqualTo(changed.get("createdAt").asLong());
        assertThat(changed.get("createdBy").asText()).isEqualTo("root");
        assertThat(changed.get("updatedBy").asText()).isEqualTo("root");
    }

    @Test
    void aPartitionThatHoldsNothingAnyMoreIsGone() {
        commit(change("dt=a/hh=1", 10, 100, 2, 7, 4), change("dt=b/hh=1", 1, 1, 1, 1, 1));
        commit(change("dt=a/hh=1", -10, -100, -2, 8, 4), change("dt=c/hh=1", 0, 0, 0, 1, 1));
        assertThat(names(list(""))).containsExactly("dt=b/hh=1");
    }

    @Test
    void severalEntriesOfOnePartitionInACommitAreSummedFirst() {
        commit(change("dt=a/hh=1", -1, -1, -1, 5, 2), change("dt=a/hh=1", 3, 4, 5, 4, 3));
        JsonNode only = list("").get("partitions").get(0);
        assertThat(only.get("recordCount").asLong()).isEqualTo(2);
        assertThat(only.get("fileCount").asLong()).isEqualTo(4);
        assertThat(only.get("lastFileCreationTime").asLong()).isEqualTo(5);
        assertThat(only.get("totalBuckets").asInt()).isEqualTo(3);
    }

    @Test
    void theSameCommitAgainChangesNothing() {
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1));
        commits--;
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1));
        assertThat(list("").get("partitions").get(0).get("recordCount").asLong())
                .isEqualTo(1);
    }

    @Test
    void pagesGoOnWhereTheLastOneEndedAndPatternsArePrefixes() {
        commit(
                change("dt=a/hh=1", 1, 1, 1, 1, 1),
                change("dt=a/hh=10", 1, 1, 1, 1, 1),
                change("dt=a_b/hh=1", 1, 1, 1, 1, 1),
                change("dt=é/hh=1", 1, 1, 1, 1, 1),
                change("dt=z/hh=1", 1, 1, 1, 1, 1));
        JsonNode first = list("?maxResults=2");
        assertThat(names(first)).containsExactly("dt=é/hh=1", "dt=z/hh=1");
        assertThat(first.get("nextPageToken").asText()).isEqualTo("dt=z/hh=1");
        JsonNode second = list("?maxResults=2&pageToken=" + Api.encode("dt=z/hh=1"));
        assertThat(names(second)).containsExactly("dt=a_b/hh=1", "dt=a/hh=10");
        JsonNode last = list("?maxResults=2&pageToken=" + Api.encode("dt=a/hh=10"));
        assertThat(names(last)).containsExactly("dt=a/hh=1");
        assertThat(last.get("nextPageToken").isNull()).isTrue();

        assertThat(names(list("?partitionNamePattern=" + Api.encode("dt=a/%"))))
                .containsExactly("dt=a/hh=10", "dt=a/hh=1");
        assertThat(names(list("?partitionNamePattern=" + Api.encode("dt=a_%")))).containsExactly("dt=a_b/hh=1");
        assertThat(names(list("?partitionNamePattern=" + Api.encode("dt=a/hh=1"))))
                .containsExactly("dt=a/hh=1");
        api.get(partitions() + "?partitionNamePattern=" + Api.encode("dt=%/hh=1"))
                .error(400, null);
    }

    @Test
    void valuesComeBackAsTheyWentInWhateverTheyHold() {
        commit(change("dt=2025-01-01 10:30/hh=50%+é=\"\\\u0001", 1, 1, 1, 1, 1));
        JsonNode spec = list("").get("partitions").get(0).get("spec");
        assertThat(spec.get("dt").asText()).isEqualTo("2025-01-01 10:30");
        assertThat(spec.get("hh").asText()).isEqualTo("50%+é=\"\\\u0001");
        assertThat(List.copyOf(new ArrayList<>(iterate(spec)))).containsExactly("dt", "hh");
    }

    @Test
    void partitionsThatCannotBeKeptCostTheListAndNeverTheCommit() {
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1));
        commit(change("dt=" + "x".repeat(3_000) + "/hh=1", 1, 1, 1, 1, 1));
        api.get(partitions()).error(501, null);
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1));
        api.get(partitions()).error(501, null);
    }

    @Test
    void anUnpartitionedTableHasNoneHere() {
        table = create(List.of());
        commit(change("", 1, 1, 1, 1, 1));
        api.get(partitions()).error(501, null);
    }

    @Test
    void theTableMustExist() {
        api.get(api.table("nothing") + "/partitions").error(404, "TABLE").about("nothing");
    }

    @Test
    void partitionsAreFoundByName() {
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1), change("dt=b/hh=%2", 2, 1, 1, 1, 1));
        JsonNode found = post("list-by-names", "{\"specs\":[" + spec("dt=b/hh=%2") + "," + spec("dt=x/hh=1") + "]}")
                .ok()
                .json();
        assertThat(names(found)).containsExactly("dt=b/hh=%2");
        assertThat(found.at("/partitions/0/recordCount").asLong()).isEqualTo(2);
        assertThat(names(post("list-by-names", "{\"specs\":[]}").ok().json())).isEmpty();
        String many = String.join(",", Collections.nCopies(1_001, spec("dt=a/hh=1")));
        post("list-by-names", "{\"specs\":[" + many + "]}").error(400, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"specs\":1}",
                "{\"specs\":[1]}",
                "{\"specs\":[null]}",
                "{\"specs\":[{}]}",
                "{\"specs\":[{\"dt\":\"a\"}]}",
                "{\"specs\":[{\"dt\":\"a\",\"hh\":1}]}",
                "{\"specs\":[{\"dt\":\"a\",\"hh\":\"\"}]}",
                "{\"specs\":[{\"dt\":\"a\",\"hh\":\"1\",\"mm\":\"1\"}]}"
            })
    void aSpecThatIsNoneIsRefused(String body) {
        post("list-by-names", body).error(400, null);
        post("mark", body).error(400, null);
        post("drop", body.replace("specs", "partitionSpecs")).error(400, null);
        post("", body.replace("specs", "partitionSpecs")).error(400, null);
        assertThat(names(list(""))).isEmpty();
    }

    @Test
    void partitionsAreCreatedAllOrNothingOrThoseThatAreMissing() {
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1));
        JsonNode created = post("", "{\"partitionSpecs\":[" + spec("dt=a/hh=1") + "," + spec("dt=a/hh=2") + "]}")
                .ok()
                .json();
        assertThat(created.at("/created/0/hh").asText()).isEqualTo("2");
        assertThat(created.get("created")).hasSize(1);
        assertThat(created.at("/existed/0/hh").asText()).isEqualTo("1");
        JsonNode row = list("").get("partitions").get(0);
        assertThat(row.get("fileCount").asLong()).isZero();
        assertThat(row.get("totalBuckets").asInt()).isEqualTo(-1);

        post("", "{\"ignoreIfExists\":false,\"partitionSpecs\":[" + spec("dt=c/hh=2") + "," + spec("dt=a/hh=2") + "]}")
                .error(409, "PARTITION")
                .about("dt=a/hh=2");
        assertThat(names(list(""))).containsExactly("dt=a/hh=2", "dt=a/hh=1");
        post("", "{\"ignoreIfExists\":false,\"partitionSpecs\":[" + spec("dt=c/hh=2") + "]}")
                .ok();
        commit(change("dt=c/hh=2", 3, 3, 1, 1, 2));
        assertThat(list("").at("/partitions/0/recordCount").asLong()).isEqualTo(3);
    }

    @Test
    void partitionsAreDroppedAllOrNothingOrThoseThatAreThere() {
        post("", "{\"partitionSpecs\":[" + spec("dt=a/hh=1") + "," + spec("dt=a/hh=2") + "]}")
                .ok();
        post(
                        "drop",
                        "{\"ignoreIfNotExists\":false,\"partitionSpecs\":[" + spec("dt=a/hh=1") + ","
                                + spec("dt=x/hh=2") + "]}")
                .error(404, "PARTITION")
                .about("dt=x/hh=2");
        assertThat(names(list(""))).hasSize(2);
        JsonNode dropped = post("drop", "{\"partitionSpecs\":[" + spec("dt=a/hh=1") + "," + spec("dt=x/hh=2") + "]}")
                .ok()
                .json();
        assertThat(dropped.at("/dropped/0/dt").asText()).isEqualTo("a");
        assertThat(dropped.at("/missing/0/dt").asText()).isEqualTo("x");
        assertThat(names(list(""))).containsExactly("dt=a/hh=2");
    }

    @Test
    void aMarkedPartitionIsDoneAndStaysSo() {
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1), change("dt=a/hh=2", 1, 1, 1, 1, 1));
        post("mark", "{\"specs\":[" + spec("dt=a/hh=1") + "," + spec("dt=x/hh=2") + "]}")
                .ok();
        commit(change("dt=a/hh=1", 1, 1, 1, 1, 1));
        JsonNode all = list("").get("partitions");
        assertThat(all.get(0).get("done").asBoolean()).isFalse();
        assertThat(all.get(1).get("done").asBoolean()).isTrue();
        assertThat(all).hasSize(2);
    }

    @Test
    void aFilterIsEvaluatedAndPaged() {
        for (int day = 1; day <= 4; day++) {
            commit(
                    change("dt=2025-01-0" + day + "/hh=1", 1, 1, 1, 1, 1),
                    change("dt=2025-01-0" + day + "/hh=2", 1, 1, 1, 1, 1));
        }
        String days = leaf("dt", "GREATER_OR_EQUAL", "\"2025-01-03\"");
        String hours = leaf("hh", "EQUAL", "\"1\"");
        String both = "{\"kind\":\"COMPOUND\",\"function\":\"AND\",\"children\":[" + days + "," + hours + "]}";
        assertThat(names(filter(both, ""))).containsExactly("dt=2025-01-04/hh=1", "dt=2025-01-03/hh=1");
        JsonNode first = filter(hours, ",\"maxResults\":1");
        assertThat(names(first)).containsExactly("dt=2025-01-04/hh=1");
        JsonNode second = filter(
                hours,
                ",\"maxResults\":1,\"pageToken\":\""
                        + first.get("nextPageToken").asText() + "\"");
        assertThat(names(second)).containsExactly("dt=2025-01-03/hh=1");
        assertThat(names(filter(hours, ",\"partitionNamePattern\":\"dt=2025-01-01%\"")))
                .containsExactly("dt=2025-01-01/hh=1");
        assertThat(names(filter("{\"kind\":\"SOMETHING NEW\"}", ""))).hasSize(8);
        assertThat(names(filter("no json", ""))).hasSize(8);
        post("list-by-filter", "{}").error(400, null);
        post("list-by-filter", "{\"filter\":\"\"}").error(400, null);
    }

    @Test
    void aCommitOfManyPartitionsIsListedAtOnceAndWhileItIsFolded() {
        ObjectNode[] many = IntStream.range(0, 2_500)
                .mapToObj(i -> change("dt=%04d/hh=1".formatted(i), 1, 1, 1, 1, 1))
                .toArray(ObjectNode[]::new);
        commit(many);
        commit(change("dt=0007/hh=1", 1, 1, 1, 1, 1), change("dt=2499/hh=1", -1, -1, -1, 1, 1));
        List<String> all = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = list("?pageToken=" + Api.encode(token));
            all.addAll(names(page));
            token = page.get("nextPageToken").asText("");
        } while (!token.isEmpty() && !token.equals("null"));
        assertThat(all)
                .hasSize(2_499)
                .doesNotHaveDuplicates()
                .startsWith("dt=2498/hh=1")
                .endsWith("dt=0000/hh=1");
        assertThat(post("list-by-names", "{\"specs\":[" + spec("dt=0007/hh=1") + "]}")
                        .ok()
                        .json()
                        .at("/partitions/0/recordCount")
                        .asLong())
                .isEqualTo(2);
        await().untilAsserted(() ->
                post("mark", "{\"specs\":[" + spec("dt=0007/hh=1") + "]}").ok());
        assertThat(names(list("?partitionNamePattern=" + Api.encode("dt=0007%"))))
                .hasSize(1);
    }

    private static String leaf(String column, String function, String literals) {
        return ("{\"kind\":\"LEAF\",\"transform\":{\"name\":\"FIELD_REF\",\"fieldRef\":"
                        + "{\"index\":0,\"name\":\"%s\",\"type\":\"STRING\"}},\"function\":\"%s\",\"literals\":[%s]}")
                .formatted(column, function, literals);
    }

    private JsonNode filter(String predicate, String rest) {
        String text = Api.JSON.getNodeFactory().textNode(predicate).toString();
        return post("list-by-filter", "{\"filter\":" + text + rest + "}").ok().json();
    }

    private Api.Answer post(String action, String body) {
        return api.post(partitions() + (action.isEmpty() ? "" : "/" + action), body);
    }

    private static String spec(String spec) {
        return change(spec, 0, 0, 0, 0, 0).get("spec").toString();
    }

    private String create(List<String> keys) {
        String name = "partitioned-" + tables++;
        commits = 0;
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("identifier").put("database", "default").put("object", name);
        ObjectNode schema = body.putObject("schema");
        ArrayNode fields = schema.putArray("fields");
        fields.addObject().put("id", 0).put("name", "id").put("type", "INT");
        ArrayNode partitionKeys = schema.putArray("partitionKeys");
        for (String key : keys) {
            fields.addObject().put("id", fields.size()).put("name", key).put("type", "STRING");
            partitionKeys.add(key);
        }
        schema.putArray("primaryKeys");
        schema.putObject("options");
        schema.put("comment", "");
        api.post(api.tables("default"), body.toString()).ok();
        return name;
    }

    /** What a commit says about a partition; the spec as {@code key=value/key=value}, unescaped. */
    private static ObjectNode change(
            String spec, long records, long bytes, long files, long lastFileAt, int totalBuckets) {
        ObjectNode change = Api.JSON.createObjectNode();
        ObjectNode values = change.putObject("spec");
        for (String part : spec.isEmpty() ? new String[0] : spec.split("/", -1)) {
            values.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
        }
        change.put("recordCount", records).put("fileSizeInBytes", bytes).put("fileCount", files);
        return change.put("lastFileCreationTime", lastFileAt).put("totalBuckets", totalBuckets);
    }

    private void commit(ObjectNode... changes) {
        commits++;
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("snapshot")
                .put("version", 3)
                .put("id", commits)
                .put("schemaId", 0)
                .put("baseManifestList", "base-" + commits)
                .put("deltaManifestList", "delta-" + commits)
                .put("commitUser", "writer")
                .put("commitIdentifier", commits)
                .put("commitKind", "APPEND")
                .put("timeMillis", 1);
        body.putArray("statistics").addAll(List.of(changes));
        assertThat(api.post(api.table(table) + "/commit", body.toString())
                        .ok()
                        .json()
                        .get("success")
                        .asBoolean())
                .isTrue();
    }

    private String partitions() {
        return api.table(table) + "/partitions";
    }

    private JsonNode list(String query) {
        return api.get(partitions() + query).ok().json();
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        for (JsonNode partition : page.get("partitions")) {
            List<String> parts = new ArrayList<>();
            partition
                    .get("spec")
                    .properties()
                    .forEach(value ->
                            parts.add(value.getKey() + "=" + value.getValue().asText()));
            names.add(String.join("/", parts));
        }
        return names;
    }

    private static List<String> iterate(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
