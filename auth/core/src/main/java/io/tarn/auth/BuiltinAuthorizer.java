package io.tarn.auth;

import io.tarn.auth.OperationTable.Requirement;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PolicyState;
import io.tarn.auth.PolicyChanges.PrincipalState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
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
    private final PolicyIndex policies = new PolicyIndex();
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
            for (PolicyState policy : changes.policies()) {
                policies.apply(policy);
            }
            standings.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Decision authorize(Caller caller, Operation operation, List<Securable> on) {
        lock.readLock().lock();
        try {
            return decide(caller, standing(caller), operation, on, held(grants));
        } finally {
            lock.readLock().unlock();
        }
    }

    private static Decision decide(
            Caller caller, Standing standing, Operation operation, List<Securable> on, HeldPrivileges held) {
        Optional<List<Requirement>> entry = OperationTable.requirements(operation);
        if (entry.isEmpty()) {
            return Decision.deny(operation + " has no entry in the operation table");
        }
        List<Requirement> requirements = entry.get();
        if (!matches(requirements, on)) {
            return Decision.deny(operation + " was asked for on objects that its entry does not name");
        }
        if (standing.principals().isEmpty()) {
            return Decision.deny(caller.principal() + " is disabled or was dropped");
        }
        if (standing.admin()) {
            return Decision.allow("a member of the role admin", null);
        }
        Decision last = Decision.allow("every caller may", null);
        for (int i = 0; i < requirements.size() && last.allowed(); i++) {
            last = held.decide(standing, requirements.get(i), on.get(i));
        }
        return last;
    }

    /** Nothing: whoever feeds it knows what it has not been told. */
    @Override
    public void outdate() {}

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
            return standing.admin()
                    ? Visibility.EVERYTHING
                    : held(grants).visible(standing, parent, kind, namesOnly, id -> shows(caller, parent, kind, id));
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean shows(Caller caller, Securable parent, Securable.Kind kind, UUID id) {
        lock.readLock().lock();
        try {
            return held(grants).shows(standing(caller), parent, kind, id);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Restrictions restrictions(Caller caller, Securable table, Supplier<List<String>> names) {
        lock.readLock().lock();
        try {
            Standing standing = standing(caller);
            HeldPrivileges held = held(grants);
            List<TablePolicy> found = policies.of(table.id(), standing.principals());
            List<ColumnSet> columns = standing.admin() ? null : held.readable(standing, table);
            if (found.isEmpty() && columns == null) {
                return Restrictions.NONE;
            }
            return new Restrictions(
                    found.stream().map(Restrictions.Rule::of).toList(),
                    columns,
                    enforced(caller),
                    held.holds(standing, Privilege.WRITEUNSEEN, table));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** What others who decide need to know of a caller. */
    public Subject subject(Caller caller) {
        lock.readLock().lock();
        try {
            Set<UUID> reached = standing(caller).principals();
            return new Subject(
                    caller,
                    !reached.isEmpty(),
                    reached.stream()
                            .map(principals::find)
                            .flatMap(Optional::stream)
                            .filter(principal -> principal.kind() == Principal.Kind.GROUP)
                            .map(Principal::name)
                            .collect(Collectors.toSet()),
                    reached,
                    enforced(caller));
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean enforced(Caller caller) {
        Principal through = caller.through();
        return caller.enforcing()
                || principals.enforces(caller.principal().id())
                || (through != null && principals.enforces(through.id()));
    }

    /** Whether an administrator said that the clients of a principal keep to policies; false when it is disabled. */
    public boolean enforces(UUID principal) {
        lock.readLock().lock();
        try {
            return principals.enforces(principal);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Whether an administrator said that the clients that a caller comes through keep to Iceberg's read restrictions. That they
     * keep to Paimon's says nothing of it, and neither does a proof of the engines' plugin.
     */
    public boolean enforcesIceberg(Caller caller) {
        Principal through = caller.through();
        lock.readLock().lock();
        try {
            return principals.enforcesIceberg(caller.principal().id())
                    || (through != null && principals.enforcesIceberg(through.id()));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The names of the groups and roles that a caller is a member of, over any number of steps. */
    public Set<String> memberships(Caller caller) {
        lock.readLock().lock();
        try {
            return standing(caller).principals().stream()
                    .map(principals::find)
                    .flatMap(Optional::stream)
                    .filter(principal -> !principal.kind().calls())
                    .map(Principal::name)
                    .collect(Collectors.toSet());
        } finally {
            lock.readLock().unlock();
        }
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
            return standing.admin() ? Optional.empty() : held(grants).lacking(standing, grant, on);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Says why, and, when it is denied, what is missing and who could give it.
     *
     * @param change what to suppose about grants
     */
    public Explanation explain(Caller caller, Operation operation, List<Securable> on, Supposed change) {
        lock.readLock().lock();
        try {
            Standing standing = standing(caller).supposing(change.added());
            HeldPrivileges supposed = held(change.over(grants));
            Decision decision = decide(caller, standing, operation, on, supposed);
            return new Explainer(supposed, principals, change.over(grants)).explain(standing, decision, operation, on);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Everybody who holds something on the object itself, through what it lies in, or owns it, each grant by itself. */
    public List<Grant> reaching(Securable on) {
        lock.readLock().lock();
        try {
            List<Grant> found = new ArrayList<>();
            long now = clock.millis();
            for (Securable level = on; level != null; level = level.parent()) {
                boolean inherited = !level.id().equals(on.id()) && on.kind() != Securable.Kind.LOCATION;
                grants.on(level.id()).stream()
                        .filter(grant -> grant.validAt(now)
                                && grant.type().beneath() == inherited
                                && grant.privilege().appliesTo(on.kind()))
                        .forEach(found::add);
            }
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** A caller that may, and the grant that it may by; null when it is an admin or the owner. */
    public record Allowed(
            Principal principal, String because, @Nullable Grant grant) {}

    /** The users and services that hold a privilege on an object, in the order of their names. */
    public List<Allowed> whoMay(Privilege privilege, Securable on) {
        Requirement requirement = new Requirement(privilege, on.kind());
        lock.readLock().lock();
        try {
            List<Allowed> found = new ArrayList<>();
            HeldPrivileges held = held(grants);
            for (Principal principal : principals.callers()) {
                Standing standing = standing(Caller.of(principal));
                if (standing.admin()) {
                    found.add(new Allowed(principal, "a member of the role admin", null));
                    continue;
                }
                Decision decision = held.decide(standing, requirement, on);
                if (decision.allowed()) {
                    found.add(new Allowed(principal, decision.reason(), decision.grant()));
                }
            }
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Every grant that a caller has, its own and those of its groups and roles. */
    public List<Grant> heldBy(Caller caller) {
        lock.readLock().lock();
        try {
            long now = clock.millis();
            return grants.of(standing(caller).principals())
                    .flatMap(holding -> holding.grants().stream())
                    .filter(grant -> grant.validAt(now))
                    .toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Everybody whose grants a caller has.
     *
     * @param admin whether it may do everything, whatever is granted
     * @param paths each with the way from it down to the caller, both included; empty when the caller is disabled
     */
    public record Reach(boolean admin, Map<UUID, List<Principal>> paths) {
        public Reach {
            paths = Map.copyOf(paths);
        }
    }

    public Reach reach(Caller caller) {
        lock.readLock().lock();
        try {
            Standing standing = standing(caller);
            return new Reach(
                    standing.admin(),
                    standing.principals().stream()
                            .collect(Collectors.toMap(id -> id, id -> principals.named(standing.path(id)))));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Whether a caller is a member of the role admin. */
    public boolean isAdmin(Caller caller) {
        lock.readLock().lock();
        try {
            return standing(caller).admin();
        } finally {
            lock.readLock().unlock();
        }
    }

    public Optional<Principal> find(UUID id) {
        lock.readLock().lock();
        try {
            return principals.find(id);
        } finally {
            lock.readLock().unlock();
        }
    }

    private HeldPrivileges held(Grants source) {
        return new HeldPrivileges(source, clock.millis());
    }

    private Standing standing(Caller caller) {
        return standings.computeIfAbsent(new Key(caller.principal().id(), caller.groups()), key -> {
            Map<UUID, UUID> reached = principals.reached(key.principal(), key.groups());
            if (reached.isEmpty()) {
                return NOBODY;
            }
            Set<UUID> within = new HashSet<>();
            grants.of(reached.keySet()).forEach(holding -> {
                within.add(holding.place().catalog());
                Optional.ofNullable(holding.place().database()).ifPresent(within::add);
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
