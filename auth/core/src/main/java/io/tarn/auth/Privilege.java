package io.tarn.auth;

import static io.tarn.auth.Securable.Kind.CATALOG;
import static io.tarn.auth.Securable.Kind.DATABASE;
import static io.tarn.auth.Securable.Kind.FUNCTION;
import static io.tarn.auth.Securable.Kind.LOCATION;
import static io.tarn.auth.Securable.Kind.SERVER;
import static io.tarn.auth.Securable.Kind.TABLE;
import static io.tarn.auth.Securable.Kind.VIEW;

import java.util.EnumSet;
import java.util.Set;

/**
 * The access types of Paimon's management API; MANAGE for what belongs to the server itself, USELOCATION for places.
 * {@code ALL} is not held: it stands for everything that the kind of object supports.
 */
public enum Privilege {
    ALL(EnumSet.of(CATALOG, DATABASE, TABLE, VIEW, FUNCTION)),
    CREATEDATABASE(EnumSet.of(CATALOG)),
    /** See that it exists and what it looks like. Whoever holds anything on an object, or in it, holds this too. */
    DESCRIBE(EnumSet.of(CATALOG, DATABASE, TABLE, VIEW, FUNCTION)),
    ALTER(EnumSet.of(CATALOG, DATABASE, TABLE, VIEW, FUNCTION)),
    DROP(EnumSet.of(CATALOG, DATABASE, TABLE, VIEW, FUNCTION)),
    CREATETABLE(EnumSet.of(DATABASE)),
    CREATEVIEW(EnumSet.of(DATABASE)),
    CREATEFUNCTION(EnumSet.of(DATABASE)),
    /** See the names of everything in a database. */
    LIST(EnumSet.of(DATABASE)),
    SELECT(EnumSet.of(TABLE, VIEW, FUNCTION)),
    UPDATE(EnumSet.of(TABLE)),
    /** Grant to others what one holds oneself. */
    GRANT(EnumSet.of(CATALOG, DATABASE, TABLE, VIEW, FUNCTION)),
    /** Give the object to another owner. It cannot be granted, and ALL does not mean it: only the owner holds it. */
    OWN(EnumSet.of(DATABASE, TABLE, VIEW, FUNCTION)),
    /** Point the catalog to places outside its warehouse, under the locations that its admin allowed. */
    USELOCATION(EnumSet.of(CATALOG, LOCATION)),
    /**
     * Change a table although rows or values of it are hidden from oneself. Who is restricted cannot do that otherwise,
     * because what is written over would be lost. ALL does not mean it.
     */
    WRITEUNSEEN(EnumSet.of(TABLE)),
    MANAGE(EnumSet.of(SERVER));

    /** Never changed, and never handed out. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Securable.Kind> kinds;

    Privilege(Set<Securable.Kind> kinds) {
        this.kinds = kinds;
    }

    /** Whether it is held only by its own name, and ALL does not mean it. */
    boolean standsAlone() {
        return this == OWN || this == WRITEUNSEEN;
    }

    /** Whether it says anything about objects of this kind. */
    public boolean appliesTo(Securable.Kind kind) {
        return kinds.contains(kind);
    }
}
