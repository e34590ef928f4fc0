package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.engines.ServerProcess.CatalogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Directories are named after their tables, and a table is created anew while the files of the dropped one are still
 * there. Their deletion takes nothing from the new table.
 */
class PlainLayoutIT {

    private static final String DATABASE = "plain";
    private static final String TABLE = "events";
    private static final String NAME = DATABASE + "." + TABLE;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Map<String, String> PURGE_AT_ONCE = Map.of("TARN_PURGE_DELAY_SECONDS", "0");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"PAIMON_1_3", "PAIMON_2_0"})
    void thePurgeOfADroppedTableTakesNothingFromItsSuccessor(Engine engine) {
        Path warehouse = directory.resolve("warehouse");
        try (ServerProcess server = ServerProcess.start(
                        directory,
                        StoreKind.H2.create(),
                        List.of(new CatalogSettings(ServerProcess.CATALOG, warehouse, "plain", List.of())));
                PaimonClient client = PaimonClient.start(engine, "writer", server.uri(), server.token())) {
            CatalogApi catalog = new CatalogApi(server.uri(), server.token());
            Path named = warehouse.resolve("plain.db/events");
            client.createAppendTable(NAME);
            assertThat(catalog.directory(DATABASE, TABLE)).isEqualTo(named);
            client.commit(NAME, 5);
            client.drop(NAME);

            client.createAppendTable(NAME);
            client.commit(NAME, 3);
            Path successor = catalog.directory(DATABASE, TABLE);
            assertThat(successor).as("the name's directory is not free yet").isNotEqualTo(named);
            assertThat(client.read(NAME)).map(Object::toString).containsExactlyElementsOf(rows(6, 8));
            assertThat(named).isNotEmptyDirectory();

            // The default delay would have kept the files for ten minutes.
            server.kill();
            server.start(PURGE_AT_ONCE);
            awaitGone(named);
            client.commit(NAME, 2);
            assertThat(client.read(NAME)).map(Object::toString).containsExactlyInAnyOrderElementsOf(rows(6, 10));
            assertThat(client.readAt(NAME, 1)).hasSize(3);

            client.drop(NAME);
            client.createAppendTable(NAME);
            client.commit(NAME, 4);
            awaitGone(successor);
            assertThat(client.read(NAME)).map(Object::toString).containsExactlyElementsOf(rows(11, 14));

            // The directory is given up some steps after its last file.
            await().atMost(LIMIT).until(() -> {
                client.drop(NAME);
                client.createAppendTable(NAME);
                return catalog.directory(DATABASE, TABLE).equals(named);
            });
            client.commit(NAME, 2);
            assertThat(client.read(NAME)).map(Object::toString).containsExactlyElementsOf(rows(15, 16));
        }
    }

    private static void awaitGone(Path path) {
        await().atMost(LIMIT).until(() -> Files.notExists(path));
    }

    private static List<String> rows(int first, int last) {
        List<String> rows = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            rows.add("[\"writer\"," + number + ",1]");
        }
        return rows;
    }
}
