package io.tarn.server.model;

/** Who made and last changed an object, and when (epoch milliseconds). */
public record Audit(String owner, long createdAt, String createdBy, long updatedAt, String updatedBy) {
    public static Audit created(String principal, long now) {
        return new Audit(principal, now, principal, now, principal);
    }

    public Audit updated(String principal, long now) {
        return new Audit(owner, createdAt, createdBy, now, principal);
    }
}
