package io.tarn.auth;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A privilege that a principal was given.
 *
 * @param object the id of what it was given on; an object of the same name that is made later has another
 * @param catalog the catalog that the object is or lies in
 * @param database the database that the object is or lies in; null for a catalog or a location
 * @param columns for {@link ResourceType#COLUMN} and null otherwise
 * @param expiresAt epoch milliseconds, exclusive; 0: never
 */
public record Grant(
        UUID id,
        UUID principal,
        ResourceType type,
        UUID object,
        UUID catalog,
        @Nullable UUID database,
        Privilege privilege,
        @Nullable ColumnSet columns,
        long expiresAt) {

    public boolean validAt(long now) {
        return expiresAt == 0 || now < expiresAt;
    }

    /** The same privilege on an object that now lies in another database. */
    public Grant movedTo(UUID newId, @Nullable UUID newDatabase) {
        return new Grant(newId, principal, type, object, catalog, newDatabase, privilege, columns, expiresAt);
    }

    /** Whether both give the same, whatever their ids. */
    public boolean sameAs(Grant other) {
        return other.movedTo(id, null).equals(movedTo(id, null));
    }
}
