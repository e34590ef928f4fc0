package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are remembered until the server says that they have changed. */
@SuppressWarnings("try") // the close() of catalogs throws Exception
class ChangeWatchTest {
    private static final String CHANGES = "/v1/main/changes";
    private static final Identifier PEOPLE = Identifier.create("shop", "people");

    @TempDir
    Path warehouse;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private ServedTable served;
    private int cursors;

    @BeforeEach
    void serve() throws Exception {
        served = ServedTable.start(warehouse, false);
        told.add(answer(true, "", ""));
        served.server.reply(CHANGES, asked -> {
            String next = told.poll();
            return new TestServer.Reply(200, next == null ? answer(false, "", "") : next);
        });
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private String answer(boolean everything, String tables, String databases) {
        return "{\"cursor\":\"c" + cursors++ + "\",\"everything\":" + everything + ",\"tables\":[" + tables
                + "],\"databases\":[" + databases + "]}";
    }

    private int asked() {
        return served.server.asked(ServedTable.TABLE).size();
    }

    /** Opens the table and waits until the server's first answer counts. */
    private void open(Catalog catalog) throws Exception {
        catalog.getTable(PEOPLE);
        await().until(() -> served.server.asked(CHANGES).size() > 1);
        catalog.getTable(PEOPLE);
    }

    @Test
    void aTableThatHasChangedIsAskedForAgain() throws Exception {
        try (Catalog catalog = served.catalog()) {
            open(catalog);
            int before = asked();
            catalog.getTable(PEOPLE);
            catalog.getTable(Identifier.create("shop", "people$snapshots"));
            assertThat(asked()).as("it is remembered").isEqualTo(before);

            told.add(answer(false, "\"another\"", ""));
            await().until(told::isEmpty);
            told.add(answer(false, "\"u1\"", ""));
            await().untilAsserted(() -> {
                catalog.getTable(PEOPLE);
                assertThat(asked()).isEqualTo(before + 1);
            });
        }
        assertThat(served.server.asked(CHANGES).get(1).query()).contains("after=c0", "waitSeconds=");
        assertThat(served.server.asked(CHANGES).get(1).header("Authorization")).isEqualTo("Bearer t0");
    }

    @Test
    void aDatabaseThatIsDroppedTakesItsTablesAlong() throws Exception {
        try (Catalog catalog = served.catalog()) {
            open(catalog);
            int before = asked();
            told.add(answer(false, "", "\"d1\""));
            await().untilAsserted(() -> {
                catalog.getTable(PEOPLE);
                assertThat(asked()).isGreaterThan(before);
            });
        }
    }

    @Test
    void aServerThatTellsNothingIsNotAskedAgainAndTablesAreRememberedAllTheSame() throws Exception {
        served.server.reply(CHANGES, 404, "{\"message\":\"no such path\",\"code\":404}");
        try (Catalog catalog = served.catalog()) {
            catalog.getTable(PEOPLE);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("tarn-changes")));
            catalog.getTable(PEOPLE);
        }
        assertThat(served.server.asked(CHANGES)).hasSize(1);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void whoClosesTheCatalogEndsTheWatch() throws Exception {
        Catalog catalog = served.catalog();
        open(catalog);
        catalog.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tarn-changes")));
    }
}
