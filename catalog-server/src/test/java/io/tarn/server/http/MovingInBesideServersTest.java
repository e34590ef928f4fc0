package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.StoreCommands;
import io.tarn.server.StoreCommands.Ran;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import io.tarn.server.testing.PaimonLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On MariaDB, tables come in and are repaired while a server answers. */
class MovingInBesideServersTest {
    private static final String NAME = "moving_in";

    @TempDir
    private Path directory;

    @Test
    void aServerThatRunsHasTheTablesAtOnceAndARepairDisturbsNoCommit() throws IOException {
        PaimonLake lake = new PaimonLake(directory.resolve("warehouse/plain"));
        lake.write(lake.create("d", "t", true, Map.of()), "mon");
        Path place = lake.directory("d", "t");
        try (DatabaseServer database = MariaDbServer.start();
                TestServer server = TestServer.replica(directory, database, NAME)) {
            Config config = TestServer.replicaConfig(directory, database, NAME);
            Api api = Api.of(server.port(), server.rootToken(), "plain");
            api.get(api.tables("d")).error(404, "DATABASE");

            Ran imported = StoreCommands.run(
                    config,
                    "import",
                    "--catalog",
                    "plain",
                    "--quiet-seconds",
                    "0",
                    "--from",
                    "filesystem:" + directory.resolve("warehouse/plain"));

            assertThat(imported.exit()).as(imported.out()).isZero();
            String table = api.tables("d") + "/t";
            assertThat(api.get(table).ok().json().get("path").asText()).isEqualTo("file:" + place);
            api.post(table + "/commit", Api.commitBody(null, 2, "w")).ok();

            Files.delete(place.resolve("snapshot/snapshot-2"));
            Ran found = StoreCommands.run(config, "fsck", "--catalog", "plain", "--repair");
            assertThat(found.out()).contains("\"HEAD_MISSING\"", "\"FILE_MISSING\"", "\"repaired\":true");
            assertThat(place.resolve("snapshot/snapshot-2")).isRegularFile();
            api.post(table + "/commit", Api.commitBody(null, 3, "w")).ok();
            assertThat(place.resolve("snapshot/snapshot-3")).isRegularFile();
            assertThat(api.get("/manage/v1/audit?operation=REPAIR").ok().body())
                    .contains("\"HEAD_MISSING\"", "snapshot-2");
        }
    }
}
