package io.tarn.auth;

import io.tarn.auth.Grants.Holding;
import io.tarn.auth.Grants.Place;
import io.tarn.auth.OperationTable.Requirement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules: what follows from grants and ownership at one moment. */
final class HeldPrivileges {
    /** Writers read what they write over, so whoever may write may read. */
    private static final Set<Privilege> READING = EnumSet.of(Privilege.SELECT, Privilege.UPDATE);

    private final Grants grants;
    private final long now;

    /** @param now epoch milliseconds; grants that have expired by then give nothing */
    HeldPrivileges(Grants grants, long now) {
        this.grants = grants;
        this.now = now;
    }

    /** Whether what a requirement asks for is held on the object. */
    Decision decide(Standing standing, Requirement requirement, Securable on) {
        if (on.kind() == Securable.Kind.SERVER) {
            return Decision.lacking(
                    Decision.Verdict.DENIED, "only members of the role admin hold " + requirement, requirement);
        }
        if (isOwner(standing, on) && !requirement.beneath()) {
            return Decision.allow("the owner of " + on, null);
        }
        Grant found = find(standing, requirement.anyOf(), on, requirement.beneath());
        if (found != null) {
            return Decision.allow("a grant", found);
        }
        if (requirement.anyOf().contains(Privilege.DESCRIBE) && seesInside(standing, on)) {
            return Decision.allow("a grant on something in " + on, null);
        }
        boolean hidden = !isVisible(standing, on);
        return Decision.lacking(
                hidden ? Decision.Verdict.HIDDEN : Decision.Verdict.DENIED, "it needs " + requirement, requirement);
    }

    /**
     * What a list of the parent may show; see {@link Authorizer#visible}.
     *
     * @param shown {@link #shows} for this caller, for whom more is shown than is named
     */
    Visibility visible(
            Standing standing, Securable parent, Securable.Kind kind, boolean namesOnly, Predicate<UUID> shown) {
        if (reachesAll(standing, parent, kind, namesOnly)) {
            return Visibility.EVERYTHING;
        }
        Set<UUID> databases = new HashSet<>();
        Set<UUID> objects = new HashSet<>();
        Set<UUID> within = new HashSet<>();
        grants.of(standing.principals())
                .filter(holding -> isIn(holding.place(), parent))
                .forEach(holding -> {
                    UUID database = holding.place().database();
                    if (database == null) {
                        // All that is listed is a database or lies in one.
                        return;
                    }
                    if (kind == Securable.Kind.DATABASE) {
                        if (anyValid(holding)) {
                            objects.add(database);
                        }
                        return;
                    }
                    if (addShown(holding, kind, objects)) {
                        within.add(database);
                    }
                    if (showsDatabase(standing, database, kind, namesOnly)) {
                        databases.add(database);
                    }
                });
        return new Visibility(
                false,
                databases,
                objects.size() > Visibility.FEW ? new Visibility.Many(within, shown) : new Visibility.Few(objects),
                standing.principals(),
                null);
    }

    /**
     * Until these are more than a few: whoever sees a hundred thousand does not wait until they are counted.
     *
     * @return whether there are any
     */
    private boolean addShown(Holding holding, Securable.Kind kind, Set<UUID> objects) {
        boolean any = false;
        for (Grant grant : holding.grants()) {
            if (grant.validAt(now) && grant.type().on() == kind) {
                any = true;
                objects.add(grant.object());
                if (objects.size() > Visibility.FEW) {
                    break;
                }
            }
        }
        return any;
    }

    /** Whether a grant shows an object of a list by itself. */
    boolean shows(Standing standing, Securable parent, Securable.Kind kind, UUID id) {
        if (kind == Securable.Kind.DATABASE) {
            return grants.of(standing.principals())
                    .anyMatch(holding -> isIn(holding.place(), parent)
                            && id.equals(holding.place().database())
                            && anyValid(holding));
        }
        return grants.find(
                        id,
                        standing.principals(),
                        grant -> grant.validAt(now) && grant.type().on() == kind && isIn(Place.of(grant), parent))
                != null;
    }

    /** See {@link BuiltinAuthorizer#lacking}. */
    Optional<String> lacking(Standing standing, Grant grant, Securable on) {
        if (isOwner(standing, on) && !grant.type().beneath()) {
            return Optional.empty();
        }
        Set<Privilege> needed =
                grant.privilege() == Privilege.ALL ? grant.type().privileges() : EnumSet.of(grant.privilege());
        needed.remove(Privilege.ALL);
        return needed.stream()
                .filter(privilege -> !holdsEnough(standing, privilege, grant, on))
                .findFirst()
                .map(privilege -> privilege + " on " + (grant.type().beneath() ? "everything in " : "") + on
                        + (grant.columns() == null ? "" : " for these columns")
                        + (grant.expiresAt() == 0 ? " without an end" : " for as long"));
    }

    private boolean anyValid(Holding holding) {
        return holding.grants().stream().anyMatch(grant -> grant.validAt(now));
    }

    private static boolean isIn(Place place, Securable parent) {
        return parent.id().equals(parent.kind() == Securable.Kind.CATALOG ? place.catalog() : place.database());
    }

    private boolean showsDatabase(Standing standing, UUID database, Securable.Kind kind, boolean namesOnly) {
        return grants.find(
                        database,
                        standing.principals(),
                        grant -> grant.validAt(now) && showsDatabase(grant, kind, namesOnly))
                != null;
    }

    /** Whether a grant shows everything of a kind in the databases that it reaches. */
    private static boolean showsDatabase(Grant grant, Securable.Kind kind, boolean namesOnly) {
        return switch (grant.type()) {
            case DATABASE -> namesOnly && means(grant, Privilege.LIST, Securable.Kind.DATABASE);
            case DATABASE_ALL -> meansAnything(grant, kind);
            default -> false;
        };
    }

    private boolean reachesAll(Standing standing, Securable parent, Securable.Kind kind, boolean namesOnly) {
        Predicate<Grant> all = grant -> grant.validAt(now)
                && switch (grant.type()) {
                    case CATALOG_ALL ->
                        kind == Securable.Kind.DATABASE
                                || meansAnything(grant, kind)
                                || (namesOnly && means(grant, Privilege.LIST, Securable.Kind.DATABASE));
                    case DATABASE, DATABASE_ALL ->
                        parent.kind() == Securable.Kind.DATABASE && showsDatabase(grant, kind, namesOnly);
                    default -> false;
                };
        if (namesOnly && isOwner(standing, parent) && parent.kind() == Securable.Kind.DATABASE) {
            return true;
        }
        for (Securable level = parent; level != null; level = level.parent()) {
            if (grants.find(level.id(), standing.principals(), all) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a privilege is held on an object itself or through what it lies in. */
    boolean holds(Standing standing, Privilege privilege, Securable on) {
        return find(standing, EnumSet.of(privilege), on, false) != null;
    }

    /**
     * The columns of a table that may be read by who may read it for nothing but grants on columns; null for all others:
     * whether those may read it is not the question here.
     */
    @Nullable
    List<ColumnSet> readable(Standing standing, Securable table) {
        if (isOwner(standing, table)) {
            return null;
        }
        List<ColumnSet> columns = new ArrayList<>();
        for (Securable level = table; level != null; level = level.parent()) {
            boolean inherited = !level.id().equals(table.id());
            Grant whole = grants.find(level.id(), standing.principals(), grant -> {
                boolean reads = grant.validAt(now)
                        && grant.type().beneath() == inherited
                        && meansAny(grant, READING, table.kind());
                if (reads && grant.columns() != null) {
                    columns.add(grant.columns());
                }
                return reads && grant.columns() == null;
            });
            if (whole != null) {
                return null;
            }
        }
        return columns.isEmpty() ? null : columns;
    }

    private boolean isVisible(Standing standing, Securable on) {
        return isOwner(standing, on)
                || find(standing, EnumSet.of(Privilege.DESCRIBE), on, false) != null
                || seesInside(standing, on)
                || (on.parent() != null
                        && on.parent().kind() == Securable.Kind.DATABASE
                        && (isOwner(standing, on.parent())
                                || find(standing, EnumSet.of(Privilege.LIST), on.parent(), false) != null));
    }

    /** Whether something is held in it: what one may use must be found on the way from the catalog down. */
    private boolean seesInside(Standing standing, Securable on) {
        Securable parent = on.parent();
        UUID catalog = on.kind() == Securable.Kind.DATABASE && parent != null ? parent.id() : on.id();
        if (!standing.within().contains(on.id()) && !standing.within().contains(catalog)) {
            return false;
        }
        return grants.of(standing.principals()).anyMatch(holding -> {
            Place place = holding.place();
            boolean inside = on.id().equals(place.catalog()) || on.id().equals(place.database());
            boolean above = catalog.equals(place.catalog()) && place.database() == null;
            return (inside || above)
                    && holding.grants().stream()
                            .anyMatch(grant ->
                                    grant.validAt(now) && (inside || grant.type() == ResourceType.CATALOG_ALL));
        });
    }

    private static boolean isOwner(Standing standing, Securable on) {
        return on.owner() != null && standing.principals().contains(on.owner());
    }

    /** A grant that gives one of the privileges on the object, on it or on what it lies in: the one that lasts longest. */
    private @Nullable Grant find(Standing standing, Set<Privilege> anyOf, Securable on, boolean beneath) {
        Longest longest = new Longest();
        boolean anything = anyOf.contains(Privilege.DESCRIBE);
        for (Securable level = on; level != null; level = level.parent()) {
            boolean itself = level.id().equals(on.id());
            // Locations contain each other, and what is given on one holds for all below it.
            boolean inherited = beneath || (!itself && on.kind() != Securable.Kind.LOCATION);
            Grant endless = grants.find(
                    level.id(),
                    standing.principals(),
                    grant -> grant.validAt(now)
                            && grant.type().beneath() == inherited
                            && (anything ? meansAnything(grant, on.kind()) : meansAny(grant, anyOf, on.kind()))
                            && longest.isEndless(grant));
            if (endless != null) {
                return endless;
            }
        }
        return longest.seen;
    }

    /** Of the grants that end, the one that does so last. */
    private static final class Longest {
        private @Nullable Grant seen;

        /** Whether the search may end with this one; else it is remembered. */
        boolean isEndless(Grant grant) {
            if (grant.expiresAt() != 0 && (seen == null || seen.expiresAt() < grant.expiresAt())) {
                seen = grant;
            }
            return grant.expiresAt() == 0;
        }
    }

    private static boolean meansAnything(Grant grant, Securable.Kind kind) {
        return grant.privilege().appliesTo(kind);
    }

    static boolean meansAny(Grant grant, Set<Privilege> anyOf, Securable.Kind kind) {
        for (Privilege privilege : anyOf) {
            if (means(grant, privilege, kind)) {
                return true;
            }
        }
        return false;
    }

    private static boolean means(Grant grant, Privilege privilege, Securable.Kind kind) {
        // Who may read some columns may read the table; which of them, is what restrictions say.
        return privilege.appliesTo(kind)
                && (grant.privilege() == privilege || (grant.privilege() == Privilege.ALL && !privilege.standsAlone()));
    }

    private boolean holdsEnough(Standing standing, Privilege privilege, Grant wanted, Securable on) {
        for (Securable level = on; level != null; level = level.parent()) {
            boolean inherited =
                    wanted.type().beneath() || (!level.id().equals(on.id()) && on.kind() != Securable.Kind.LOCATION);
            Grant found = grants.find(
                    level.id(),
                    standing.principals(),
                    held -> held.type().beneath() == inherited
                            && (held.privilege() == privilege || held.privilege() == Privilege.ALL)
                            && lastsAsLong(held, wanted)
                            && coversColumns(held, wanted));
            if (found != null) {
                return true;
            }
        }
        return false;
    }

    private boolean lastsAsLong(Grant held, Grant wanted) {
        return held.validAt(now)
                && (held.expiresAt() == 0 || (wanted.expiresAt() != 0 && wanted.expiresAt() <= held.expiresAt()));
    }

    private static boolean coversColumns(Grant held, Grant wanted) {
        ColumnSet columns = held.columns();
        ColumnSet asked = wanted.columns();
        return columns == null || (asked != null && asked.within(columns));
    }
}
