package io.tarn.client.manage;

/**
 * A bearer token of a principal; what it is, and not its secret. Times are milliseconds since 1970-01-01 UTC.
 *
 * @param id a UUID
 * @param name what its owner calls it; may be empty
 * @param expiresAtMillis 0: never
 * @param revokedAtMillis 0 while it is not revoked
 * @param lastUsedAtMillis about when; 0: never
 */
public record Token(
        String id,
        String name,
        long createdAtMillis,
        String createdBy,
        long expiresAtMillis,
        long revokedAtMillis,
        long lastUsedAtMillis) {}
