package io.tarn.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.tarn.schema.Migrations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * The floor under commits: nothing but the database, on tables of the server's making, with the statements that the server
 * sends for a commit; no HTTP, no decision on who may, no file. As in the server, events that wait are taken away in the
 * background, here without being kept.
 */
final class FloorCommits implements Work, AutoCloseable {
    private static final int EVENTS_AT_ONCE = 500;

    private final IntFunction<String> table;
    private final List<FloorConnection> connections = new ArrayList<>();
    private final AtomicLong identifiers = new AtomicLong();
    private final AtomicLong turn = new AtomicLong();
    private final Thread sweeper;

    /** Not an interrupt, which would close the files of H2. */
    private volatile boolean stopped;

    /**
     * @param pool of an empty database; two connections for each client, and one
     * @param writers how many may write at once: what is acknowledged survives the process on H2 only when it is one
     * @param table which one each client commits to, one of {@code tables}
     */
    FloorCommits(HikariDataSource pool, int clients, int writers, List<String> tables, IntFunction<String> table)
            throws SQLException {
        Migrations.apply(pool);
        this.table = table;
        byte[] catalog = FloorConnection.bytes(UUID.randomUUID());
        fill(pool, catalog, tables);
        Semaphore turns = new Semaphore(writers, true);
        for (int i = 0; i < clients; i++) {
            connections.add(new FloorConnection(pool.getConnection(), pool.getConnection(), turns, catalog, turn));
        }
        sweeper = new Thread(() -> sweep(pool), "events of the floor");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    private static void fill(HikariDataSource pool, byte[] catalog, List<String> tables) throws SQLException {
        byte[] namespace = FloorConnection.id();
        try (Connection connection = pool.getConnection()) {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into namespace (id, catalog_id, name, options, owner, child_epoch, version, created_at,
                      created_by, updated_at, updated_by)
                    values (?, ?, 'bench', '{}', 'user:root', 0, 0, 1, 'user:root', 1, 'user:root')
                    """)) {
                insert.setBytes(1, namespace);
                insert.setBytes(2, catalog);
                insert.executeUpdate();
            }
            for (String name : tables) {
                insertTable(connection, catalog, namespace, name);
            }
        }
    }

    private static void insertTable(Connection connection, byte[] catalog, byte[] namespace, String name)
            throws SQLException {
        byte[] relation = FloorConnection.id();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into relation (id, catalog_id, namespace_id, kind, name, location, owner, created_at, created_by,
                  updated_at, updated_by)
                values (?, ?, ?, 'table', ?, 'file:/nowhere', 'user:root', 1, 'user:root', 1, 'user:root')
                """)) {
            insert.setBytes(1, relation);
            insert.setBytes(2, catalog);
            insert.setBytes(3, namespace);
            insert.setString(4, name);
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into branch (relation_id, name, schema_id, schema_published, snapshot_id, snapshot_uuid,
                  snapshot_published, record_count, file_count, file_bytes, last_file_at)
                values (?, 'main', 0, true, 0, '', true, 0, 0, 0, 0)
                """)) {
            insert.setBytes(1, relation);
            insert.executeUpdate();
        }
    }

    @Override
    public void run(int client) throws SQLException {
        connections.get(client).commit(table.apply(client), identifiers.incrementAndGet());
    }

    private void sweep(HikariDataSource pool) {
        try (Connection connection = pool.getConnection();
                PreparedStatement waiting = connection.prepareStatement(
                        "select turn, entry_id from event_pending order by turn, entry_id limit " + EVENTS_AT_ONCE);
                PreparedStatement take =
                        connection.prepareStatement("delete from event_pending where turn = ? and entry_id = ?")) {
            connection.setAutoCommit(false);
            while (!stopped) {
                sweepOnce(connection, waiting, take);
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException("the events of the floor could not be taken away", e);
        }
    }

    private void sweepOnce(Connection connection, PreparedStatement waiting, PreparedStatement take)
            throws SQLException {
        long highest = turn.get();
        try (ResultSet rows = waiting.executeQuery()) {
            while (rows.next()) {
                highest = Math.max(highest, rows.getLong(1));
                take.setLong(1, rows.getLong(1));
                take.setBytes(2, rows.getBytes(2));
                take.addBatch();
            }
        }
        take.executeBatch();
        connection.commit();
        turn.set(highest);
    }

    @Override
    public void close() throws SQLException {
        stopped = true;
        try {
            sweeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (FloorConnection connection : connections) {
            connection.close();
        }
    }
}
