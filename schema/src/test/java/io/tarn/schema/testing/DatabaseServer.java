package io.tarn.schema.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real database server that a test started for itself, on loopback. */
public interface DatabaseServer extends AutoCloseable {
    int port();

    String user();

    String password();

    /** A Connector/J URL for it, without a database. */
    default String url() {
        return "jdbc:mysql://127.0.0.1:" + port() + "/";
    }

    /** Creates the database when it is missing and returns a Connector/J URL for it. */
    default String jdbcUrl(String databaseName) {
        try (Connection connection = DriverManager.getConnection(url(), user(), password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database if not exists `" + databaseName + "`");
            return url() + databaseName;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + databaseName, e);
        }
    }

    @Override
    void close();
}
