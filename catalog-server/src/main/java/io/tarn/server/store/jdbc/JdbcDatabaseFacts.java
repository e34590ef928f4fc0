package io.tarn.server.store.jdbc;

import io.tarn.server.store.DatabaseFacts;
import io.tarn.server.store.DatabaseFacts.Member;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Asks a database about itself; changes nothing. */
public final class JdbcDatabaseFacts {
    private static final String GROUP = "group_replication_group_name";

    private JdbcDatabaseFacts() {}

    /** @throws RuntimeException when the database does not answer */
    public static DatabaseFacts read(DataSource source) {
        try (Handle handle = Jdbi.open(source)) {
            Connection connection = handle.getConnection();
            boolean committed = connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED;
            String product = connection.getMetaData().getDatabaseProductName();
            String version = connection.getMetaData().getDatabaseProductVersion();
            if (product.equals("H2")) {
                return new DatabaseFacts(product, version, committed, Map.of(), Map.of(), "", 0, List.of());
            }
            Map<String, String> variables = settings(handle, "show global variables");
            String name = variables.getOrDefault("version", version).contains("MariaDB") ? "MariaDB" : product;
            return new DatabaseFacts(
                    name,
                    variables.getOrDefault("version", version),
                    committed,
                    variables,
                    settings(handle, "show global status like 'wsrep%'"),
                    charset(handle),
                    clockAhead(handle),
                    variables.getOrDefault(GROUP, "").isEmpty() ? List.of() : members(handle));
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say what it is", e);
        }
    }

    private static Map<String, String> settings(Handle handle, String statement) {
        Map<String, String> settings = new HashMap<>();
        handle.createQuery(statement)
                .map((row, context) -> Map.entry(row.getString(1).toLowerCase(Locale.ROOT), text(row.getString(2))))
                .forEach(setting -> settings.put(setting.getKey(), setting.getValue()));
        return settings;
    }

    private static String text(String orNull) {
        return orNull == null ? "" : orNull;
    }

    private static String charset(Handle handle) {
        return handle.createQuery("select default_character_set_name from information_schema.schemata"
                        + " where schema_name = database()")
                .mapTo(String.class)
                .findOne()
                .orElse("");
    }

    /** Half the round trip is taken off; what is left of it is no difference that matters. */
    private static long clockAhead(Handle handle) {
        long before = System.currentTimeMillis();
        long there = handle.createQuery("select cast(unix_timestamp(now(3)) * 1000 as signed)")
                .mapTo(Long.class)
                .one();
        long after = System.currentTimeMillis();
        return there - (before + after) / 2;
    }

    /** Who may not read this sees no members, and everything else. */
    private static List<Member> members(Handle handle) {
        try {
            return handle.createQuery("select concat(member_host, ':', member_port), member_state, member_role"
                            + " from performance_schema.replication_group_members order by 1")
                    .map((row, context) -> new Member(row.getString(1), row.getString(2), row.getString(3)))
                    .list();
        } catch (JdbiException e) {
            return List.of();
        }
    }
}
