package io.tarn.auth;

import static io.tarn.auth.Privilege.ALL;
import static io.tarn.auth.Privilege.ALTER;
import static io.tarn.auth.Privilege.CREATEDATABASE;
import static io.tarn.auth.Privilege.CREATEFUNCTION;
import static io.tarn.auth.Privilege.CREATETABLE;
import static io.tarn.auth.Privilege.CREATEVIEW;
import static io.tarn.auth.Privilege.DESCRIBE;
import static io.tarn.auth.Privilege.DROP;
import static io.tarn.auth.Privilege.GRANT;
import static io.tarn.auth.Privilege.LIST;
import static io.tarn.auth.Privilege.SELECT;
import static io.tarn.auth.Privilege.UPDATE;
import static io.tarn.auth.Privilege.USELOCATION;
import static io.tarn.auth.Privilege.WRITEUNSEEN;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a grant names, in the words of Paimon's management API: an object itself, everything beneath it, or some columns.
 * {@code LOCATION} is Tarn's own.
 */
public enum ResourceType {
    CATALOG(Securable.Kind.CATALOG, EnumSet.of(ALL, ALTER, DROP, GRANT, CREATEDATABASE, USELOCATION)),
    CATALOG_ALL(
            Securable.Kind.CATALOG,
            EnumSet.of(
                    ALL,
                    DESCRIBE,
                    ALTER,
                    DROP,
                    GRANT,
                    CREATETABLE,
                    CREATEVIEW,
                    CREATEFUNCTION,
                    LIST,
                    SELECT,
                    UPDATE,
                    WRITEUNSEEN)),
    DATABASE(
            Securable.Kind.DATABASE,
            EnumSet.of(ALL, DESCRIBE, ALTER, DROP, GRANT, CREATETABLE, CREATEVIEW, CREATEFUNCTION, LIST)),
    DATABASE_ALL(Securable.Kind.DATABASE, EnumSet.of(ALL, SELECT, UPDATE, ALTER, DROP, GRANT, WRITEUNSEEN)),
    TABLE(Securable.Kind.TABLE, EnumSet.of(ALL, SELECT, UPDATE, ALTER, DROP, GRANT, WRITEUNSEEN)),
    COLUMN(Securable.Kind.TABLE, EnumSet.of(SELECT)),
    VIEW(Securable.Kind.VIEW, EnumSet.of(ALL, SELECT, ALTER, DROP, GRANT)),
    FUNCTION(Securable.Kind.FUNCTION, EnumSet.of(ALL, SELECT, ALTER, DROP, GRANT)),
    LOCATION(Securable.Kind.LOCATION, EnumSet.of(USELOCATION));

    private final Securable.Kind on;
    /** Never changed, and never handed out. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Privilege> privileges;

    ResourceType(Securable.Kind on, Set<Privilege> privileges) {
        this.on = on;
        this.privileges = privileges;
    }

    /** The kind of object that a grant of this type names. */
    public Securable.Kind on() {
        return on;
    }

    /** What can be granted on it. */
    public boolean supports(Privilege privilege) {
        return privileges.contains(privilege);
    }

    public Set<Privilege> privileges() {
        return EnumSet.copyOf(privileges);
    }

    /** Whether it means what lies in the object and not the object itself. */
    public boolean beneath() {
        return this == CATALOG_ALL || this == DATABASE_ALL;
    }
}
