package io.tarn.client.manage;

/**
 * A copy of a server's embedded database.
 *
 * @param file where it lies, on the server
 * @param atMillis when it was begun, since 1970-01-01 UTC: what was committed before is in it
 */
public record Backup(String file, long bytes, long atMillis) {}
