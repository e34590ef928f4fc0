package io.tarn.server.ops.privileges;

import io.tarn.auth.ResourceType;

/**
 * What a grant is on, by name.
 *
 * @param database empty for a catalog or a location
 * @param object the name of the table, view or function, or the text of the location; empty for a catalog or database
 */
public record Resource(ResourceType type, String database, String object) {
    @Override
    public String toString() {
        return type + (database.isEmpty() ? "" : " " + database) + (object.isEmpty() ? "" : "." + object);
    }
}
