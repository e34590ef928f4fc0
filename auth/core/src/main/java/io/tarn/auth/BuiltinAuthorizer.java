package io.tarn.auth;

import io.tarn.auth.OperationTable.Requirement;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PrincipalState;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the grants that the catalog keeps, all of them in memory. Whoever feeds it sees to it that it is fresh: see
 * {@link #apply}.
 *
 * <p>A grant on an object reaches that object, one of a {@code _ALL} type everything beneath it that supports the
 * privilege. An owner holds everything on what it owns, and nothing on what lies in it. Members of the role
 * {@code admin} may do everything.
 */
public final class BuiltinAuthorizer implements Authorizer {
    private static final Standing NOBODY = new Standing(Map.of(), false, Set.of());

    private final Clock clock;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final PrincipalIndex principals = new PrincipalIndex();
    private final GrantIndex grants = new GrantIndex();
    private final Map<Key, Standing> standings = new ConcurrentHashMap<>();

    private record Key(UUID principal, Set<UUID> groups) {}

    public BuiltinAuthorizer(Clock clock) {
        this.clock = clock;
    }

    /** Takes changes over; the next decision sees all of them or, when this has not returned, none. */
    public void apply(PolicyChanges changes) {
        if (changes.isEmpty()) {
            return;
        }
        lock.writeLock().lock();
        try {
            for (PrincipalState principal : changes.principals()) {
                principals.apply(principal);
            }
            for (Membership membership : changes.memberships()) {
                principals.apply(membership);
            }
            for (GrantState grant : changes.grants()) {
                grants.apply(grant);
            }
            standings.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        Optional<List<Requirement>> entry = OperationTable.requirements(operation);
        if (entry.isEmpty()) {
            return Decision.deny(operation + " has no entry in the operation table");
        }
        List<Requirement> requirements = entry.get();
        if (!matches(requirements, on)) {
            return Decision.deny(operation + " was asked for on objects that its entry does not name");
        }
        lock.readLock().lock();
        try {
            Standing standing = standing(caller);
            if (standing.principals().isEmpty()) {
                return Decision.deny(caller.principal() + " is disabled or was dropped");
            }
            if (standing.admin()) {
                return Decision.allow("a member of the role admin", null);
            }
            Decision last = Decision.allow("every caller may", null);
            for (int i = 0; i < requirements.size() && last.allowed(); i++) {
                last = decide(standing, requirements.get(i), on.get(i));
            }
            return last;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The groups of these names that there are; a name of none is left out. */
    public Set<UUID> groups(Set<String> names) {
        lock.readLock().lock();
        try {
            return principals.groups(names);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Whether a principal is enabled and, over any number of steps, a member of one of these groups. */
    public boolean belongs(UUID principal, Set<String> groupNames) {
        lock.readLock().lock();
        try {
            Set<UUID> wanted = principals.groups(groupNames);
            return !wanted.isEmpty()
                    && principals.reached(principal, Set.of()).keySet().stream().anyMatch(wanted::contains);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Visibility visible(Caller caller, Securable parent, Securable.Kind kind, boolean namesOnly) {
        lock.readLock().lock();
        try {
            Standing standing = standing(caller);
            if (standing.admin() || reachesAll(standing, parent, kind, namesOnly)) {
                return Visibility.EVERYTHING;
            }
            Set<UUID> databases = new HashSet<>();
            Set<UUID> objects = new HashSet<>();
            long now = clock.millis();
            grants.of(standing.principals())
                    .filter(grant -> grant.validAt(now) && parent.id().equals(scope(parent, grant)))
                    .forEach(grant -> {
                        if (kind == Securable.Kind.DATABASE) {
                            Optional.ofNullable(grant.database()).ifPresent(objects::add);
                        } else if (grant.type().on() == kind) {
                            objects.add(grant.object());
                        } else if (showsDatabase(grant, kind, namesOnly)) {
                            databases.add(grant.object());
                        }
                    });
            return new Visibility(false, databases, objects, standing.principals());
        } finally {
            lock.readLock().unlock();
        }
    }

    private static @Nullable UUID scope(Securable parent, Grant grant) {
        return parent.kind() == Securable.Kind.CATALOG ? grant.catalog() : grant.database();
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
        long now = clock.millis();
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

    private Decision decide(Standing standing, Requirement requirement, Securable on) {
        if (on.kind() == Securable.Kind.SERVER) {
            return Decision.deny("only members of the role admin hold " + requirement);
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
        return new Decision(
                hidden ? Decision.Verdict.HIDDEN : Decision.Verdict.DENIED,
                "it needs " + requirement + columnsHint(standing, requirement, on),
                null,
                requirement);
    }

    private String columnsHint(Standing standing, Requirement requirement, Securable on) {
        boolean some = requirement.anyOf().contains(Privilege.SELECT)
                && grants.find(on.id(), standing.principals(), grant -> grant.columns() != null) != null;
        return some ? "; SELECT on some of its columns alone cannot be enforced by this client" : "";
    }

    private boolean isVisible(Standing standing, Securable on) {
        return find(standing, EnumSet.of(Privilege.DESCRIBE), on, false) != null
                || seesInside(standing, on)
                || (on.parent() != null
                        && on.parent().kind() == Securable.Kind.DATABASE
                        && (isOwner(standing, on.parent())
                                || find(standing, EnumSet.of(Privilege.LIST), on.parent(), false) != null));
    }

    private boolean seesInside(Standing standing, Securable on) {
        if (!standing.within().contains(on.id())) {
            return false;
        }
        long now = clock.millis();
        return grants.of(standing.principals())
                .anyMatch(grant -> grant.validAt(now)
                        && (on.id().equals(grant.catalog()) || on.id().equals(grant.database())));
    }

    /**
     * What a grantor would have to hold to grant this: the same privilege on the same, for as long and on as many columns.
     * That it may grant on the object at all is an operation's requirement, and not asked here.
     *
     * @return empty when it holds all of it
     */
    public Optional<String> lacking(Caller grantor, Grant grant, Securable on) {
        lock.readLock().lock();
        try {
            Standing standing = standing(grantor);
            if (standing.admin() || (isOwner(standing, on) && !grant.type().beneath())) {
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
        } finally {
            lock.readLock().unlock();
        }
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
        return held.validAt(clock.millis())
                && (held.expiresAt() == 0 || (wanted.expiresAt() != 0 && wanted.expiresAt() <= held.expiresAt()));
    }

    private static boolean coversColumns(Grant held, Grant wanted) {
        ColumnSet columns = held.columns();
        ColumnSet asked = wanted.columns();
        return columns == null || (asked != null && asked.within(columns));
    }

    private static boolean isOwner(Standing standing, Securable on) {
        return on.owner() != null && standing.principals().contains(on.owner());
    }

    /** A grant that gives one of the privileges on the object, on it or on what it lies in. */
    private @Nullable Grant find(Standing standing, Set<Privilege> anyOf, Securable on, boolean beneath) {
        long now = clock.millis();
        boolean anything = anyOf.contains(Privilege.DESCRIBE);
        for (Securable level = on; level != null; level = level.parent()) {
            boolean itself = level.id().equals(on.id());
            // Locations contain each other, and what is given on one holds for all below it.
            boolean inherited = beneath || (!itself && on.kind() != Securable.Kind.LOCATION);
            Grant found = grants.find(
                    level.id(),
                    standing.principals(),
                    grant -> grant.validAt(now)
                            && grant.type().beneath() == inherited
                            && (anything ? meansAnything(grant, on.kind()) : meansAny(grant, anyOf, on.kind())));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean meansAnything(Grant grant, Securable.Kind kind) {
        return grant.privilege().appliesTo(kind);
    }

    private static boolean meansAny(Grant grant, Set<Privilege> anyOf, Securable.Kind kind) {
        for (Privilege privilege : anyOf) {
            if (means(grant, privilege, kind)) {
                return true;
            }
        }
        return false;
    }

    private static boolean means(Grant grant, Privilege privilege, Securable.Kind kind) {
        // Some columns are not the table: that they are all a caller reads is for the policies to see to.
        return grant.columns() == null
                && privilege.appliesTo(kind)
                && (grant.privilege() == privilege || grant.privilege() == Privilege.ALL);
    }

    private Standing standing(Caller caller) {
        return standings.computeIfAbsent(new Key(caller.principal().id(), caller.groups()), key -> {
            Map<UUID, UUID> reached = principals.reached(key.principal(), key.groups());
            if (reached.isEmpty()) {
                return NOBODY;
            }
            Set<UUID> within = new HashSet<>();
            grants.of(reached.keySet()).forEach(grant -> {
                within.add(grant.catalog());
                Optional.ofNullable(grant.database()).ifPresent(within::add);
            });
            return new Standing(reached, principals.isAdmin(reached.keySet()), within);
        });
    }

    private static boolean matches(List<Requirement> requirements, List<Securable> on) {
        return requirements.stream()
                .map(Requirement::on)
                .toList()
                .equals(on.stream().map(Securable::kind).collect(Collectors.toList()));
    }
}
