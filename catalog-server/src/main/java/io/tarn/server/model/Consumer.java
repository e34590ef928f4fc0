package io.tarn.server.model;

/**
 * How far a reader of a table's changes has come. Consumers live in storage alone, where clients write them as well.
 *
 * @param nextSnapshot what it wants to read next; snapshots from there on do not expire
 */
public record Consumer(String id, long nextSnapshot) {}
