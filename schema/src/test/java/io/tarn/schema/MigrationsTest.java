package io.tarn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.tarn.schema.testing.MariaDbServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    @Test
    void aFreshH2IsMigratedOnceAndThenLeftAlone() throws SQLException {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:migrations;MODE=MySQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        assertMigratesOnce(h2);
    }

    @Test
    void aFreshMariaDbIsMigratedOnceAndThenLeftAlone() throws SQLException {
        try (MariaDbServer server = MariaDbServer.start()) {
            MysqlDataSource mariaDb = new MysqlDataSource();
            mariaDb.setUrl(server.jdbcUrl("migrations"));
            mariaDb.setUser(server.user());
            assertMigratesOnce(mariaDb);
        }
    }

    private static void assertMigratesOnce(DataSource database) throws SQLException {
        assertThat(Migrations.apply(database)).isPositive();
        assertThat(Migrations.apply(database)).isZero();
        assertThat(tables(database))
                .contains(
                        "catalog",
                        "namespace",
                        "relation",
                        "branch",
                        "snapshot",
                        "principal",
                        "view_definition",
                        "routine");
    }

    private static List<String> tables(DataSource database) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), null, "%", null)) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }
}
