/** The store over JDBC: all SQL of the server, beside the repository that runs it, and nothing else. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.store.jdbc;
