package io.tarn.server.model;

import java.util.UUID;

/**
 * A table of a database; a {@link View} is none.
 *
 * @param id drawn at creation, never reused: grants, commits and directories belong to it, not to the name
 * @param kind Paimon's table type, e.g. {@code table}
 */
public record Relation(
        UUID id, UUID catalogId, UUID namespaceId, String kind, String name, Location location, Audit audit) {
    public static final String TABLE = "table";
}
