package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While replicas are replaced one after the other, older ones work on what the first newer one has made of the schema. */
class NewerSchemaTest {
    private static final String NAME = "newer_schema";

    @TempDir
    private Path directory;

    @Test
    void anOlderServerGoesOnAndStartsAgainBesideANewerOne() throws SQLException {
        try (DatabaseServer database = MariaDbServer.start();
                TestServer before = TestServer.replica(directory, database, NAME)) {
            Api old = Api.of(before.port(), before.rootToken());
            use(old, "before", "role:before");

            migrateFurther(database);

            use(old, "after", "role:after");
            try (TestServer again = TestServer.replica(directory, database, NAME)) {
                Api restarted = Api.of(again.port(), before.rootToken());
                use(restarted, "again", "role:again");
                old.post(old.table("again") + "/commit", Api.commitBody(null, 2, "w"))
                        .ok();
                assertThat(restarted
                                .get(restarted.table("again") + "/snapshot")
                                .ok()
                                .json()
                                .at("/snapshot/snapshot/id")
                                .asLong())
                        .isEqualTo(2);
            }
        }
    }

    private static void use(Api api, String table, String role) {
        api.createTable(table).ok();
        api.post(api.table(table) + "/commit", Api.commitBody(null, 1, "w")).ok();
        api.post(api.table(table), Api.addColumn("more")).ok();
        api.post(api.table(table) + "/branches", "{\"branch\":\"b\"}").ok();
        api.post(api.table(table) + "/tags", "{\"tagName\":\"t\",\"snapshotId\":1}")
                .ok();
        api.post("/manage/v1/principals", "{\"name\":\"" + role + "\"}").ok();
        api.grant("DATABASE", "default", "ALTER", role);
        assertThat(api.get(api.tables("default")).ok().body()).contains('"' + table + '"');
        api.createTable(table + "_gone").ok();
        api.delete(api.table(table + "_gone")).ok();
    }

    /** As a newer server's migrations may: what an older one needs stays as it was, and there is more of everything. */
    private static void migrateFurther(DatabaseServer database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(NAME), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = database()")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            assertThat(tables).contains("branch", "snapshot", "relation", "flyway_schema_history");
            for (String table : tables) {
                if (!table.equals("flyway_schema_history")) {
                    statement.execute(
                            "alter table `" + table + "` add column of_later varchar(20) not null default 'x' first");
                }
            }
            statement.execute("create table made_later (id bigint primary key)");
            statement.execute("""
                    insert into flyway_schema_history
                      (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    select max(installed_rank) + 1, '9000', 'later', 'SQL', 'V9000__later.sql', 1, 'newer', 1, true
                    from flyway_schema_history
                    """);
        }
    }
}
