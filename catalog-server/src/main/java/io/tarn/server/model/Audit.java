package io.tarn.server.model;

import io.tarn.auth.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who owns, made and last changed an object, by name, and when (epoch milliseconds).
 *
 * @param ownerId who holds everything on it; null for what is older than ownership
 */
public record Audit(
        String owner, @Nullable UUID ownerId, long createdAt, String createdBy, long updatedAt, String updatedBy) {
    public static Audit created(Principal principal, long now) {
        return new Audit(principal.name(), principal.id(), now, principal.name(), now, principal.name());
    }

    public Audit updated(Principal principal, long now) {
        return new Audit(owner, ownerId, createdAt, createdBy, now, principal.name());
    }
}
