package io.tarn.server.model;

/**
 * One version of a table's schema.
 *
 * @param body the text of the file {@code schema/schema-<id>}
 */
public record TableSchema(long id, String body) {}
