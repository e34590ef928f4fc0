package io.tarn.schema.testing;

/** A real database server that a test started for itself, on loopback. */
public interface DatabaseServer extends AutoCloseable {
    /** Creates the database when it is missing and returns a Connector/J URL for it. */
    String jdbcUrl(String databaseName);

    String user();

    String password();

    @Override
    void close();
}
