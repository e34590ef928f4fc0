package io.tarn.server.model;

import java.util.UUID;

/**
 * A table of a database; a {@link View} is none.
 *
 * @param id drawn at creation, never reused: grants, commits and directories belong to it, not to the name
 * @param external whether a client named the location: then its files are never deleted with the table
 */
public record Relation(
        UUID id,
        UUID catalogId,
        UUID namespaceId,
        TableKind kind,
        boolean external,
        String name,
        Location location,
        Audit audit) {

    public Ownership ownership() {
        if (!kind.hasHistory()) {
            return Ownership.WITHOUT_HISTORY;
        }
        return external ? Ownership.EXTERNAL : Ownership.MANAGED;
    }

    public Relation renamed(UUID toNamespaceId, String toName, Audit toAudit) {
        return new Relation(id, catalogId, toNamespaceId, kind, external, toName, location, toAudit);
    }
}
