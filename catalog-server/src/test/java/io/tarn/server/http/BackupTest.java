package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.RestoreForTests;
import io.tarn.server.TestServer;
import io.tarn.server.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database is copied while it is used, and what came after the copy is found again from storage. */
class BackupTest {
    private static final String BACKUPS = "/manage/v1/backups";

    @TempDir
    private Path root;

    private Path data;

    @BeforeEach
    void dataDirectory() {
        data = root.resolve("data");
    }

    @Test
    void commitsAndSchemasAfterTheBackupAreFoundAgainAndNotDoubled() throws IOException {
        Path backup = backUpAfterTwoOfFive();
        String printed = restore("--from", backup.toString(), "--force");
        assertThat(printed).contains("The backup is whole", "Restored ", "tarn fsck");
        assertThat(data.resolve("running")).exists();
        assertThat(Files.getPosixFilePermissions(data.resolve("catalog.mv.db")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            assertThat(snapshots(api)).containsExactly(5L, 4L, 3L, 2L, 1L);
            assertThat(api.get(api.table("t")).ok().json().at("/schema/fields").size())
                    .as("the column that was added")
                    .isEqualTo(columnsBefore() + 1);
            for (long id = 1; id <= 5; id++) {
                assertThat(commit(api, id)).as("commit %d again", id).isTrue();
            }
            assertThat(snapshots(api)).containsExactly(5L, 4L, 3L, 2L, 1L);
            assertThat(commit(api, 6)).isTrue();
            assertThat(snapshots(api)).hasSize(6);
        }
        try (TestServer again = TestServer.start(data)) {
            assertThat(snapshots(api(again))).hasSize(6);
        }
    }

    /** Columns of {@link Api#createTable}. */
    private int columnsBefore() {
        try (TestServer server = TestServer.start(root.resolve("other"))) {
            Api api = api(server);
            api.createTable("t").ok();
            return api.get(api.table("t")).ok().json().at("/schema/fields").size();
        }
    }

    @Test
    void aHistoryThatTheBackupDoesNotKnowIsLeftAlone() throws IOException {
        Path backup = backUpAfterTwoOfFive();
        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            api.post(api.table("t") + "/rollback", "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":1}}")
                    .ok();
            for (long id = 2; id <= 4; id++) {
                assertThat(commit(api, id, "another")).isTrue();
            }
        }
        restore("--from", backup.toString(), "--force");
        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            assertThat(newest(api))
                    .as("storage goes on from another snapshot 2, so its 3 is not the backup's")
                    .isEqualTo(2);
        }
    }

    @Test
    void whatIsNoBackupOrWouldOverwriteChangesNothing() throws IOException {
        Path backup = backUpAfterTwoOfFive();
        byte[] before = Files.readAllBytes(data.resolve("catalog.mv.db"));
        assertThatThrownBy(() -> restore("--from", backup.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--force");
        Path garbage = Files.writeString(root.resolve("garbage"), "PK no zip");
        assertThatThrownBy(() -> restore("--from", garbage.toString(), "--force"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is no backup");
        Path cut = root.resolve("cut");
        byte[] whole = Files.readAllBytes(backup);
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> restore("--from", cut.toString(), "--force")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> restore("--from", root.resolve("none").toString(), "--force"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none");
        Files.move(data.resolve("master.key"), root.resolve("master.key"));
        assertThatThrownBy(() -> restore("--from", backup.toString(), "--force"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("need master key");
        Files.move(root.resolve("master.key"), data.resolve("master.key"));
        assertThat(Files.readAllBytes(data.resolve("catalog.mv.db"))).isEqualTo(before);
        assertThat(data.resolve("running")).doesNotExist();
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(".restoring"));
        }
    }

    @Test
    void backupsAreForWhoManagesTheServerAndStayInTheirDirectory() throws IOException {
        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            JsonNode made = api.post(BACKUPS, "{\"name\":\"first.zip\"}").ok().json();
            Path file = data.resolve("backups/first.zip");
            assertThat(made.get("file").asText())
                    .isEqualTo(file.toAbsolutePath().toString());
            assertThat(made.get("bytes").asLong()).isEqualTo(Files.size(file));
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain(server.rootToken());
            assertThat(api.post(BACKUPS, "{\"name\":\"first.zip\"}").status()).isEqualTo(400);
            assertThatThrownBy(() -> restore("--from", file.toString(), "--force"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("a server runs");
            for (String name : List.of("../out.zip", "/tmp/out.zip", "", ".hidden", "a b", "x'; drop table catalog")) {
                ObjectNode body = Api.JSON.createObjectNode().put("name", name);
                assertThat(api.post(BACKUPS, body.toString()).status()).as(name).isEqualTo(400);
            }
            api.post("/manage/v1/principals", "{\"name\":\"eve\"}").ok();
            String token = api.post("/manage/v1/principals/eve/tokens", "{}")
                    .ok()
                    .json()
                    .get("secret")
                    .asText();
            assertThat(Api.of(server.port(), token)
                            .post(BACKUPS, "{\"name\":\"eve.zip\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(api.get("/manage/v1/audit?operation=BACK_UP_STORE&decision=allowed")
                            .ok()
                            .json()
                            .get("entries"))
                    .hasSize(1);
            try (Stream<Path> files = Files.list(data.resolve("backups"))) {
                assertThat(files).containsExactly(file);
            }
        }
    }

    @Test
    void aBackupWhileCommitsGoOnIsOneMomentOfThem() throws Exception {
        Path backup;
        long last;
        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            api.createTable("t").ok();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Long> committing = CompletableFuture.supplyAsync(() -> {
                long id = 0;
                while (!enough.get()) {
                    id++;
                    assertThat(commit(api, id, "steady")).isTrue();
                }
                return id;
            });
            List<String> files = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                files.add(api.post(BACKUPS, "{\"name\":\"moment-" + i + ".zip\"}")
                        .ok()
                        .json()
                        .get("file")
                        .asText());
            }
            enough.set(true);
            last = committing.get(30, TimeUnit.SECONDS);
            backup = Path.of(files.get(2));
        }
        restore("--from", backup.toString(), "--force");
        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            assertThat(newest(api)).isEqualTo(last);
            assertThat(commit(api, last, "steady")).as("the same commit again").isTrue();
            assertThat(newest(api)).isEqualTo(last);
        }
    }

    private static long newest(Api api) {
        return api.get(api.table("t") + "/snapshot")
                .ok()
                .json()
                .at("/snapshot/snapshot/id")
                .asLong();
    }

    /** Snapshots 1 and 2 are in it, 3 to 5 and another column came after. */
    private Path backUpAfterTwoOfFive() {
        try (TestServer server = TestServer.start(data)) {
            Api api = api(server);
            api.createTable("t").ok();
            commit(api, 1);
            commit(api, 2);
            String file = api.post(BACKUPS, "{\"name\":\"two.zip\"}")
                    .ok()
                    .json()
                    .get("file")
                    .asText();
            commit(api, 3);
            api.post(
                            api.table("t"),
                            "{\"changes\":[{\"action\":\"addColumn\",\"fieldNames\":[\"later\"],\"dataType\":\"INT\"}]}")
                    .ok();
            commit(api, 4);
            commit(api, 5);
            return Path.of(file);
        }
    }

    private String restore(String... words) {
        return RestoreForTests.run(TestServer.config(data), words);
    }

    private static Api api(TestServer server) {
        return Api.of(server.port(), server.rootToken());
    }

    private static List<Long> snapshots(Api api) {
        List<Long> ids = new ArrayList<>();
        api.get(api.table("t") + "/snapshots")
                .ok()
                .json()
                .get("snapshots")
                .forEach(snapshot -> ids.add(snapshot.get("id").asLong()));
        ids.sort(Comparator.reverseOrder());
        return ids;
    }

    private static boolean commit(Api api, long id) {
        return commit(api, id, "writer");
    }

    private static boolean commit(Api api, long id, String writer) {
        ObjectNode snapshot = Api.JSON.createObjectNode();
        snapshot.put("version", 3).put("id", id).put("schemaId", id >= 4 && writer.equals("writer") ? 1 : 0);
        snapshot.put("baseManifestList", writer + "-base-" + id).put("deltaManifestList", writer + "-delta-" + id);
        snapshot.put("commitUser", writer).put("commitIdentifier", id).put("commitKind", "APPEND");
        snapshot.put("timeMillis", 1).put("totalRecordCount", id).put("deltaRecordCount", 1);
        ObjectNode body = Api.JSON.createObjectNode();
        body.set("snapshot", snapshot);
        body.putArray("statistics");
        return api.post(api.table("t") + "/commit", body.toString())
                .ok()
                .json()
                .get("success")
                .asBoolean();
    }
}
