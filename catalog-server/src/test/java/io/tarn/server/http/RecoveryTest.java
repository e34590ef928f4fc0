package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine lost its power: the embedded database is as it was some commits ago, the snapshot files are all there. Played
 * by putting an older copy of the database file back.
 */
class RecoveryTest {
    @TempDir
    private Path dataDir;

    @Test
    void afterAnUncleanStopTheHeadMovesOverTheFilesThatTheDatabaseForgot() throws IOException {
        forgetCommitsAfter(2, 5);
        Files.createFile(dataDir.resolve("running"));

        try (TestServer server = TestServer.start(dataDir)) {
            Api api = api(server);
            assertThat(latest(api)).isEqualTo(5);
            assertThat(commit(api, 5)).as("the same commit again").isTrue();
            assertThat(commit(api, 6)).isTrue();
            assertThat(latest(api)).isEqualTo(6);
        }
    }

    @Test
    void aGapInTheFilesEndsTheChain() throws IOException {
        forgetCommitsAfter(2, 5);
        Files.createFile(dataDir.resolve("running"));
        Files.delete(snapshotFile(4));

        try (TestServer server = TestServer.start(dataDir)) {
            assertThat(latest(api(server))).isEqualTo(3);
        }
    }

    @Test
    void afterACleanStopTheDatabaseIsBelieved() throws IOException {
        forgetCommitsAfter(2, 5);

        try (TestServer server = TestServer.start(dataDir)) {
            assertThat(latest(api(server))).isEqualTo(2);
        }
    }

    private void forgetCommitsAfter(long kept, long last) throws IOException {
        try (TestServer server = TestServer.start(dataDir)) {
            Api api = api(server);
            api.createTable("t").ok();
            for (long id = 1; id <= kept; id++) {
                assertThat(commit(api, id)).isTrue();
            }
        }
        Path database = dataDir.resolve("catalog.mv.db");
        Path before = dataDir.resolve("before");
        Files.copy(database, before);
        try (TestServer server = TestServer.start(dataDir)) {
            for (long id = kept + 1; id <= last; id++) {
                assertThat(commit(api(server), id)).isTrue();
            }
        }
        Files.move(before, database, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path snapshotFile(long id) throws IOException {
        try (var files = Files.walk(dataDir)) {
            return files.filter(file -> file.endsWith("snapshot-" + id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Api api(TestServer server) {
        return Api.of(server.port(), server.rootToken());
    }

    private static long latest(Api api) {
        return api.get(api.table("t") + "/snapshot")
                .ok()
                .json()
                .at("/snapshot/snapshot/id")
                .asLong();
    }

    private static boolean commit(Api api, long id) {
        ObjectNode snapshot = Api.JSON.createObjectNode();
        snapshot.put("version", 3).put("id", id).put("schemaId", 0);
        snapshot.put("baseManifestList", "base-" + id).put("deltaManifestList", "delta-" + id);
        snapshot.put("commitUser", "writer").put("commitIdentifier", id).put("commitKind", "APPEND");
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
