package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Branches, rollback, tags, consumers and schemas, as a client and as a reader of the files see them. */
class BranchesOverHttpTest extends ServerTest {
    @Test
    void aBranchBeginsWhereItsTableStandsAndGoesItsOwnWay() throws Exception {
        Path directory = tableWith("own", 2);
        api.get(api.table("own") + "/branches").ok();
        createBranch("own", "b", null).ok();
        assertThat(branches("own")).containsExactly("b");
        assertThat(head("own$branch_b")).isEqualTo(2);
        assertThat(directory.resolve("branch/branch-b/snapshot/snapshot-2")).isRegularFile();
        assertThat(directory.resolve("branch/branch-b/snapshot/snapshot-1")).doesNotExist();
        assertThat(directory.resolve("branch/branch-b/schema/schema-0")).isRegularFile();
        assertThat(directory.resolve("branch/branch-b/snapshot/EARLIEST")).hasContent("2");

        commit("own$branch_b", 3, "in-branch").ok();
        commit("own", 3, "in-main").ok();
        assertThat(head("own$branch_b")).isEqualTo(3);
        assertThat(Files.readString(directory.resolve("branch/branch-b/snapshot/snapshot-3")))
                .contains("in-branch");
        assertThat(Files.readString(directory.resolve("snapshot/snapshot-3"))).contains("in-main");
        assertThat(sums("own$branch_b")).isEqualTo(3);
    }

    @Test
    void aBranchOfATagBeginsAtTheTagsSnapshotAlsoWhenThatExpired() throws Exception {
        Path directory = tableWith("tagged", 3);
        tag("tagged", "old", 1L).ok();
        Files.delete(directory.resolve("snapshot/snapshot-1"));
        createBranch("tagged", "b", "old").ok();
        assertThat(head("tagged$branch_b")).isEqualTo(1);
        assertThat(directory.resolve("branch/branch-b/tag/tag-old")).isRegularFile();
        assertThat(Files.readString(directory.resolve("branch/branch-b/snapshot/snapshot-1")))
                .isEqualTo(Files.readString(directory.resolve("tag/tag-old")));
        commit("tagged$branch_b", 2, "in-branch").ok();
    }

    @Test
    void namesThatNoBranchMayHaveAreRefused() throws Exception {
        Path directory = tableWith("names", 1);
        for (String name : List.of("main", "123", "", " ", "a/b", "..", "a%2Fb", "x".repeat(256), "a#b")) {
            createBranch("names", name, null).error(400, null);
        }
        assertThat(branches("names")).isEmpty();
        assertThat(directory.resolve("branch")).doesNotExist();
    }

    @Test
    void unknownBranchesTablesAndTagsAreNotFound() throws Exception {
        tableWith("missing", 1);
        createBranch("nowhere", "b", null).error(404, "TABLE");
        createBranch("missing", "b", "no-tag").error(404, "TAG").about("no-tag");
        api.delete(api.table("missing") + "/branches/b").error(404, "BRANCH").about("b");
        forward("missing", "b").error(404, "BRANCH");
        api.post(api.table("missing") + "/branches/b/rename", "{\"toBranch\":\"c\"}")
                .error(404, "BRANCH");
        api.get(api.table("missing$branch_b")).error(404, "TABLE");
        api.get(api.table("nowhere") + "/branches").error(404, "TABLE");
        forward("missing", "main").error(400, null);
    }

    @Test
    void forwardingMakesTheBranchsHistoryTheTablesOwn() throws Exception {
        Path directory = tableWith("forwarded", 2);
        createBranch("forwarded", "b", null).ok();
        for (long id = 3; id <= 4; id++) {
            commit("forwarded$branch_b", id, "in-branch").ok();
        }
        for (long id = 3; id <= 6; id++) {
            commit("forwarded", id, "lost-in-main").ok();
        }
        tag("forwarded", "lost", 5L).ok();
        tag("forwarded$branch_b", "kept", 3L).ok();
        forward("forwarded", "b").ok();

        assertThat(head("forwarded")).isEqualTo(4);
        assertThat(sums("forwarded")).isEqualTo(4);
        assertThat(snapshotFiles(directory)).containsExactly("snapshot-1", "snapshot-2", "snapshot-3", "snapshot-4");
        assertThat(Files.readString(directory.resolve("snapshot/snapshot-4"))).contains("in-branch");
        assertThat(directory.resolve("snapshot/LATEST")).hasContent("4");
        assertThat(directory.resolve("snapshot/EARLIEST")).hasContent("1");
        assertThat(tags("forwarded")).containsExactly("kept");
        assertThat(branches("forwarded")).containsExactly("b");
        forward("forwarded", "b").ok();
        assertThat(head("forwarded")).isEqualTo(4);

        commit("forwarded", 6, "lost-in-main").ok();
        assertThat(head("forwarded"))
                .as("a replay of what was lost is no new commit")
                .isEqualTo(4);
        assertThat(commit("forwarded", 7, "on-a-lost-base")
                        .ok()
                        .json()
                        .get("success")
                        .booleanValue())
                .isFalse();
        commit("forwarded", 5, "goes-on").ok();
        assertThat(Files.readString(directory.resolve("snapshot/snapshot-5"))).contains("goes-on");
    }

    @Test
    void aBranchWithoutASnapshotCannotBeForwarded() throws Exception {
        tableWith("empty", 0);
        createBranch("empty", "b", null).ok();
        forward("empty", "b").error(400, null);
        commit("empty$branch_b", 1, "in-branch").ok();
        forward("empty", "b").ok();
        assertThat(head("empty")).isEqualTo(1);
    }

    @Test
    void aForwardLeavesNoGapInTheHistory() throws Exception {
        Path directory = tableWith("gap", 2);
        createBranch("gap", "b", null).ok();
        for (int id = 3; id <= 6; id++) {
            commit("gap$branch_b", id, "in-branch-" + id).ok();
        }
        // What a client does that expires the branch: the oldest that is left no longer joins the table's newest.
        for (int id = 2; id <= 4; id++) {
            Files.delete(directory.resolve("branch/branch-b/snapshot/snapshot-" + id));
        }
        forward("gap", "b").ok();
        assertThat(head("gap")).isEqualTo(6);
        assertThat(sums("gap")).isEqualTo(6);
        assertThat(snapshotFiles(directory)).containsExactly("snapshot-5", "snapshot-6");
        api.get(api.table("gap") + "/snapshots/2").error(404, "SNAPSHOT");
        forward("gap", "b").ok();
        commit("gap", 7, "goes-on").ok();
        assertThat(snapshotFiles(directory)).containsExactly("snapshot-5", "snapshot-6", "snapshot-7");
    }

    @Test
    void aDroppedBranchIsGoneAndItsNameIsFree() throws Exception {
        Path directory = tableWith("dropped", 1);
        createBranch("dropped", "b", null).ok();
        commit("dropped$branch_b", 2, "first-life").ok();
        createBranch("dropped", "b", null).error(409, "BRANCH").about("b");
        api.delete(api.table("dropped") + "/branches/b").ok();
        assertThat(directory.resolve("branch/branch-b")).doesNotExist();
        api.get(api.table("dropped$branch_b") + "/snapshot").error(404, "TABLE");
        commit("dropped$branch_b", 3, "first-life").error(404, "TABLE");

        createBranch("dropped", "b", null).ok();
        assertThat(head("dropped$branch_b")).isEqualTo(1);
        assertThat(commit("dropped$branch_b", 2, "first-life")
                        .ok()
                        .json()
                        .get("success")
                        .booleanValue())
                .as("what was committed to the branch of before is not in this one")
                .isTrue();
        assertThat(head("dropped$branch_b")).isEqualTo(2);
        assertThat(sums("dropped$branch_b")).isEqualTo(2);
    }

    @Test
    void aRenamedBranchKeepsWhatItHas() throws Exception {
        Path directory = tableWith("renamed", 1);
        createBranch("renamed", "b", null).ok();
        commit("renamed$branch_b", 2, "in-branch").ok();
        createBranch("renamed", "other", null).ok();
        rename("renamed", "b", "other").error(409, "BRANCH").about("other");
        rename("renamed", "b", "main").error(400, null);
        rename("renamed", "b", "c").ok();
        assertThat(branches("renamed")).containsExactly("c", "other");
        assertThat(head("renamed$branch_c")).isEqualTo(2);
        assertThat(sums("renamed$branch_c")).isEqualTo(2);
        assertThat(directory.resolve("branch/branch-b")).doesNotExist();
        assertThat(directory.resolve("branch/branch-c/snapshot/snapshot-2")).isRegularFile();
        commit("renamed$branch_c", 2, "in-branch").ok();
        assertThat(head("renamed$branch_c"))
                .as("its commits are known under the new name")
                .isEqualTo(2);
        commit("renamed$branch_c", 3, "goes-on").ok();
    }

    @Test
    void aRollbackTakesLaterSnapshotsAndTagsAway() throws Exception {
        Path directory = tableWith("back", 5);
        tag("back", "early", 2L).ok();
        tag("back", "late", 4L).ok();
        rollback("back", snapshot(2), 4L).error(409, null);
        rollback("back", snapshot(9), null).error(404, "SNAPSHOT").about("9");
        rollback("back", "{\"type\":\"tag\",\"tagName\":\"none\"}", null)
                .error(404, "TAG")
                .about("none");
        assertThat(head("back")).isEqualTo(5);

        rollback("back", snapshot(3), 5L).ok();
        rollback("back", snapshot(3), 5L).ok();
        assertThat(head("back")).isEqualTo(3);
        assertThat(sums("back")).isEqualTo(3);
        assertThat(snapshotFiles(directory)).containsExactly("snapshot-1", "snapshot-2", "snapshot-3");
        assertThat(directory.resolve("snapshot/LATEST")).hasContent("3");
        assertThat(tags("back")).containsExactly("early");

        commit("back", 5, "writer").ok();
        assertThat(head("back")).as("a replay of a commit that was rolled back").isEqualTo(3);
        assertThat(commit("back", 6, "on-a-lost-base")
                        .ok()
                        .json()
                        .get("success")
                        .booleanValue())
                .isFalse();
        commit("back", 12, "on-a-base-that-never-was").error(500, null);
        commit("back", 4, "anew").ok();
        assertThat(Files.readString(directory.resolve("snapshot/snapshot-4"))).contains("anew");
        assertThat(sums("back")).isEqualTo(4);

        rollback("back", "{\"type\":\"tag\",\"tagName\":\"early\"}", null).ok();
        assertThat(head("back")).isEqualTo(2);
        assertThat(tags("back")).containsExactly("early");
    }

    @Test
    void aRollbackToATagBringsAnExpiredSnapshotBack() throws Exception {
        Path directory = tableWith("restored", 4);
        tag("restored", "old", 1L).ok();
        for (long id = 1; id <= 2; id++) {
            Files.delete(directory.resolve("snapshot/snapshot-" + id));
        }
        Files.writeString(directory.resolve("snapshot/EARLIEST"), "3");
        rollback("restored", snapshot(2), null).error(404, "SNAPSHOT");
        rollback("restored", "{\"type\":\"tag\",\"tagName\":\"old\"}", null).ok();
        assertThat(head("restored")).isEqualTo(1);
        assertThat(snapshotFiles(directory)).containsExactly("snapshot-1");
        assertThat(directory.resolve("snapshot/EARLIEST")).hasContent("1");
        commit("restored", 2, "goes-on").ok();
        assertThat(snapshotFiles(directory)).containsExactly("snapshot-1", "snapshot-2");
    }

    @Test
    void aSchemaCanBeRolledBackUntilSomethingIsWrittenWithIt() throws Exception {
        Path directory = tableWith("schemas", 1);
        api.post(api.table("schemas"), Api.addColumn("a")).ok();
        api.post(api.table("schemas"), Api.addColumn("b")).ok();
        assertThat(ids(api.get(api.table("schemas") + "/schemas").ok().json().get("schemas")))
                .containsExactly(2L, 1L, 0L);
        JsonNode page =
                api.get(api.table("schemas") + "/schemas?maxResults=2").ok().json();
        assertThat(page.get("nextPageToken").asText()).isEqualTo("1");
        assertThat(schema("schemas", "LATEST").get("id").asLong()).isEqualTo(2);
        assertThat(schema("schemas", "EARLIEST").get("id").asLong()).isZero();
        assertThat(schema("schemas", "1").get("fields")).hasSize(2);
        api.get(api.table("schemas") + "/schemas/7").error(404, "SCHEMA").about("7");
        api.get(api.table("schemas") + "/schemas/newest").error(404, "SCHEMA");

        rollbackSchema("schemas", 9).error(400, null);
        rollbackSchema("schemas", 1).ok();
        rollbackSchema("schemas", 1).ok();
        assertThat(api.readTable("schemas").get("schemaId").asLong()).isEqualTo(1);
        assertThat(directory.resolve("schema/schema-2")).doesNotExist();
        api.post(api.table("schemas"), Api.addColumn("c")).ok();
        assertThat(Files.readString(directory.resolve("schema/schema-2"))).contains("\"c\"");

        api.post(
                        api.table("schemas") + "/commit",
                        Api.commitBody(null, 2, "writer").replace("\"schemaId\":0", "\"schemaId\":2"))
                .ok();
        rollbackSchema("schemas", 0).error(409, null);
        assertThat(api.readTable("schemas").get("schemaId").asLong()).isEqualTo(2);
    }

    @Test
    void tagsAreWhatStorageHas() throws Exception {
        Path directory = tableWith("tags", 2);
        tag("tags", "newest", null).ok();
        tag("tags", "first", 1L).ok();
        tag("tags", "first", 1L).error(409, "TAG").about("first");
        tag("tags", "never", 9L).error(404, "SNAPSHOT").about("9");
        api.post(api.table("tags") + "/tags", "{\"tagName\":\"kept\",\"timeRetained\":\"7 d\"}")
                .ok();
        api.post(api.table("tags") + "/tags", "{\"tagName\":\"bad\",\"timeRetained\":\"soon\"}")
                .error(400, null);
        Files.writeString(
                directory.resolve("tag/tag-by-client"), Files.readString(directory.resolve("snapshot/snapshot-2")));
        assertThat(tags("tags")).containsExactly("by-client", "first", "kept", "newest");
        assertThat(Api.texts(api.get(api.table("tags") + "/tags?maxResults=2&pageToken=by-client")
                        .ok()
                        .json()
                        .get("tags")))
                .containsExactly("first", "kept");
        assertThat(Api.texts(api.get(api.table("tags") + "/tags?tagNamePrefix=ne")
                        .ok()
                        .json()
                        .get("tags")))
                .containsExactly("newest");

        JsonNode kept = api.get(api.table("tags") + "/tags/kept").ok().json();
        assertThat(kept.get("tagTimeRetained").asText()).isEqualTo("PT168H");
        assertThat(kept.get("tagCreateTime").asLong()).isPositive();
        assertThat(kept.get("snapshot").get("id").asLong()).isEqualTo(2);
        assertThat(kept.get("snapshot").has("tagCreateTime")).isFalse();
        assertThat(Files.readString(directory.resolve("tag/tag-kept"))).contains("\"tagTimeRetained\":604800");

        Files.delete(directory.resolve("snapshot/snapshot-1"));
        assertThat(version("tags", "first").get("id").asLong()).isEqualTo(1);
        api.get(api.table("tags") + "/snapshots/1").error(404, "SNAPSHOT");
        api.delete(api.table("tags") + "/tags/first").ok();
        api.delete(api.table("tags") + "/tags/first").error(404, "TAG").about("first");
        api.get(api.table("tags") + "/tags/first").error(404, "TAG");
        api.get(api.table("tags") + "/snapshots/first").error(404, "SNAPSHOT");
    }

    @Test
    void consumersAreWhatStorageHas() throws Exception {
        Path directory = tableWith("consumers", 2);
        reset("consumers", "mine", "1").ok();
        reset("consumers", "ahead", "3").ok();
        reset("consumers", "mine", "9").error(404, "SNAPSHOT").about("9");
        Files.writeString(directory.resolve("consumer/consumer-theirs"), "{\n  \"nextSnapshot\" : 2\n}");
        JsonNode consumers = api.get(api.table("consumers") + "/consumers").ok().json();
        assertThat(consumers.get("consumers").toString())
                .isEqualTo(
                        "[{\"consumerId\":\"ahead\",\"nextSnapshot\":3},{\"consumerId\":\"mine\",\"nextSnapshot\":1},"
                                + "{\"consumerId\":\"theirs\",\"nextSnapshot\":2}]");
        reset("consumers", "mine", "null").ok();
        reset("consumers", "mine", "null").ok();
        assertThat(directory.resolve("consumer/consumer-mine")).doesNotExist();
        reset("consumers", "../../x", "1").error(400, null);
    }

    /** @return the table's directory */
    private Path tableWith(String name, int snapshots) {
        api.createTable(name).ok();
        for (long id = 1; id <= snapshots; id++) {
            commit(name, id, "writer").ok();
        }
        return Path.of(URI.create(api.readTable(name).get("path").asText()));
    }

    private Api.Answer commit(String table, long id, String writer) {
        return api.post(api.table(table) + "/commit", Api.commitBody(null, id, writer));
    }

    private Api.Answer createBranch(String table, String branch, String tag) {
        String from = tag == null ? "" : ",\"fromTag\":\"" + tag + "\"";
        return api.post(api.table(table) + "/branches", "{\"branch\":\"" + branch + "\"" + from + "}");
    }

    private Api.Answer forward(String table, String branch) {
        return api.post(api.table(table) + "/branches/" + branch + "/forward", "{}");
    }

    private Api.Answer rename(String table, String from, String to) {
        return api.post(api.table(table) + "/branches/" + from + "/rename", "{\"toBranch\":\"" + to + "\"}");
    }

    private Api.Answer rollback(String table, String instant, Long from) {
        return api.post(api.table(table) + "/rollback", "{\"instant\":" + instant + ",\"fromSnapshot\":" + from + "}");
    }

    private static String snapshot(long id) {
        return "{\"type\":\"snapshot\",\"snapshotId\":" + id + "}";
    }

    private Api.Answer rollbackSchema(String table, long id) {
        return api.post(api.table(table) + "/rollback-schema", "{\"schemaId\":" + id + "}");
    }

    private Api.Answer tag(String table, String tag, Long snapshot) {
        return api.post(api.table(table) + "/tags", "{\"tagName\":\"" + tag + "\",\"snapshotId\":" + snapshot + "}");
    }

    private Api.Answer reset(String table, String consumer, String next) {
        return api.post(
                api.table(table) + "/consumers/reset",
                "{\"consumerId\":\"" + consumer + "\",\"nextSnapshotId\":" + next + "}");
    }

    private JsonNode schema(String table, String version) {
        return api.get(api.table(table) + "/schemas/" + version).ok().json().get("schema");
    }

    private JsonNode version(String table, String version) {
        return api.get(api.table(table) + "/snapshots/" + version).ok().json().get("snapshot");
    }

    private List<String> branches(String table) {
        JsonNode branches = api.get(api.table(table) + "/branches").ok().json().get("branches");
        assertThat(branches.isArray()).as("also without a branch").isTrue();
        return Api.texts(branches);
    }

    private List<String> tags(String table) {
        return Api.texts(api.get(api.table(table) + "/tags").ok().json().get("tags"));
    }

    private long head(String table) {
        return latest(table).get("snapshot").get("id").asLong();
    }

    private long sums(String table) {
        return latest(table).get("recordCount").asLong();
    }

    private JsonNode latest(String table) {
        return api.get(api.table(table) + "/snapshot").ok().json().get("snapshot");
    }

    private static List<Long> ids(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.get("id").asLong())
                .toList();
    }

    private static List<String> snapshotFiles(Path table) throws Exception {
        try (var files = Files.list(table.resolve("snapshot"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("snapshot-"))
                    .sorted()
                    .toList();
        }
    }
}
