package io.tarn.schema.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two MySQL servers in one replication group, each of which is written to. */
public final class MySqlGroup implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<MySqlServer> primaries = new ArrayList<>();

    private MySqlGroup() {}

    /** @param consistency of every member: {@code group_replication_consistency} */
    public static MySqlGroup start(String consistency) {
        MySqlGroup group = new MySqlGroup();
        try {
            String name = UUID.randomUUID().toString();
            List<Integer> talking = List.of(Ports.next(), Ports.next());
            for (int i = 0; i < talking.size(); i++) {
                group.primaries.add(MySqlServer.start(Ports.next(), options(i + 1, name, talking, consistency)));
            }
            group.join();
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    private static String[] options(int number, String name, List<Integer> talking, String consistency) {
        String addresses = talking.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return Stream.of(
                        "plugin-load-add=group_replication.so",
                        "server-id=" + number,
                        "report-host=127.0.0.1",
                        "gtid-mode=ON",
                        "enforce-gtid-consistency=ON",
                        "binlog-checksum=NONE",
                        "group-replication-group-name=" + name,
                        "group-replication-start-on-boot=OFF",
                        "group-replication-local-address=127.0.0.1:" + talking.get(number - 1),
                        "group-replication-group-seeds=" + addresses,
                        "group-replication-ip-allowlist=127.0.0.1/8",
                        "group-replication-single-primary-mode=OFF",
                        "group-replication-enforce-update-everywhere-checks=ON",
                        "group-replication-consistency=" + consistency)
                .map(option -> "--" + option)
                .toArray(String[]::new);
    }

    private void join() {
        for (MySqlServer primary : primaries) {
            execute(
                    primary,
                    "set sql_log_bin = 0",
                    "create user 'replica'@'%' identified with mysql_native_password by 'replica'",
                    "grant replication slave, backup_admin, connection_admin, group_replication_stream on *.* to 'replica'@'%'",
                    "set sql_log_bin = 1",
                    "change replication source to source_user = 'replica', source_password = 'replica'"
                            + " for channel 'group_replication_recovery'",
                    "reset master");
        }
        execute(
                primaries.get(0),
                "set global group_replication_bootstrap_group = ON",
                "start group_replication",
                "set global group_replication_bootstrap_group = OFF");
        execute(primaries.get(1), "start group_replication");
        Instant end = Instant.now().plus(PATIENCE);
        while (!primaries.stream().allMatch(primary -> online(primary) == primaries.size())) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the members of the group did not find each other");
            }
            Thread.onSpinWait();
        }
    }

    private static void execute(MySqlServer primary, String... statements) {
        try (Connection connection = DriverManager.getConnection(primary.url(), primary.user(), primary.password());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int online(MySqlServer primary) {
        return number(
                primary,
                "select count(*) from performance_schema.replication_group_members where member_state = 'ONLINE'");
    }

    /** How many transactions were rolled back at their COMMIT, because one on the other primary had come first. */
    public int conflicts() {
        // Each member looks at the transactions of both, and comes to the same.
        return number(
                primaries.get(0),
                "select max(count_conflicts_detected) from performance_schema.replication_group_member_stats");
    }

    private static int number(MySqlServer primary, String sql) {
        try (Connection connection = DriverManager.getConnection(primary.url(), primary.user(), primary.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<MySqlServer> primaries() {
        return List.copyOf(primaries);
    }

    @Override
    public void close() {
        primaries.forEach(MySqlServer::close);
    }
}
