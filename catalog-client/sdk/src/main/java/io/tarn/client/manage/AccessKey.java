package io.tarn.client.manage;

/**
 * A key pair that a principal signs requests with; what it is, and not its secret. Times are milliseconds since 1970-01-01
 * UTC.
 *
 * @param id a UUID
 * @param accessKeyId what signed requests name
 * @param revokedAtMillis 0 while it is not revoked
 */
public record AccessKey(String id, String accessKeyId, long createdAtMillis, String createdBy, long revokedAtMillis) {}
