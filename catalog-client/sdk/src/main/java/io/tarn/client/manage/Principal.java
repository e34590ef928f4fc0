package io.tarn.client.manage;

/**
 * Somebody, or a set of somebodies, that privileges are granted to.
 *
 * @param id a UUID, never reused
 * @param label how it is named everywhere, such as {@code role:analyst}
 * @param root whether it was made at the server's first start
 * @param enabled whether it may anything, and its members anything through it
 * @param enforcesPolicies whether its clients are trusted to keep to row filters and column masks
 * @param createdAtMillis since 1970-01-01 UTC
 * @param createdBy the name of who made it
 */
public record Principal(
        String id,
        String label,
        boolean root,
        boolean enabled,
        boolean enforcesPolicies,
        long createdAtMillis,
        String createdBy) {}
