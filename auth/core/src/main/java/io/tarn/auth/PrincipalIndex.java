package io.tarn.auth;

import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PrincipalState;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Principals, and who is in which group and role. Not safe for use by several threads. */
final class PrincipalIndex {
    private final Map<UUID, PrincipalState> principals = new HashMap<>();
    private final Map<String, UUID> groups = new HashMap<>();
    private final Map<UUID, Set<UUID>> groupsOf = new HashMap<>();
    private @Nullable UUID admin;

    void apply(PrincipalState state) {
        Principal principal = state.principal();
        principals.put(principal.id(), state);
        if (principal.kind() == Principal.Kind.ROLE && principal.name().equals(Principal.ADMIN)) {
            admin = principal.id();
        }
        if (principal.kind() == Principal.Kind.GROUP && state.enabled()) {
            groups.put(principal.name(), principal.id());
        } else if (principal.kind() == Principal.Kind.GROUP) {
            groups.remove(principal.name(), principal.id());
        }
    }

    void apply(Membership membership) {
        Set<UUID> groups = groupsOf.computeIfAbsent(membership.member(), member -> new HashSet<>());
        if (membership.holds()) {
            groups.add(membership.group());
        } else {
            groups.remove(membership.group());
        }
    }

    /** The enabled groups among these names; names of no group are left out. */
    Set<UUID> groups(Set<String> names) {
        Set<UUID> found = new HashSet<>();
        for (String name : names) {
            UUID id = groups.get(name);
            if (id != null) {
                found.add(id);
            }
        }
        return found;
    }

    Optional<Principal> find(UUID id) {
        return Optional.ofNullable(principals.get(id)).map(PrincipalState::principal);
    }

    List<Principal> named(List<UUID> ids) {
        return ids.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /**
     * Everybody whose grants a caller has: itself, its groups and roles, and theirs.
     *
     * @return each with the one through which it was reached, the caller's own id with itself; empty when the caller is not
     *     known or disabled
     */
    Map<UUID, UUID> reached(UUID caller, Set<UUID> asserted) {
        if (!enabled(caller)) {
            return Map.of();
        }
        Map<UUID, UUID> reached = new LinkedHashMap<>();
        Deque<UUID> open = new ArrayDeque<>();
        reached.put(caller, caller);
        open.add(caller);
        for (UUID group : asserted) {
            if (enabled(group) && reached.putIfAbsent(group, caller) == null) {
                open.add(group);
            }
        }
        while (!open.isEmpty()) {
            UUID member = open.remove();
            for (UUID group : groupsOf.getOrDefault(member, Set.of())) {
                if (enabled(group) && reached.putIfAbsent(group, member) == null) {
                    open.add(group);
                }
            }
        }
        return reached;
    }

    /** The users and services that are not disabled, by kind and name. */
    List<Principal> callers() {
        return principals.values().stream()
                .filter(state -> state.enabled() && state.principal().kind().calls())
                .map(PrincipalState::principal)
                .sorted(Comparator.comparing(Principal::label))
                .toList();
    }

    /** The role admin, once it is made. */
    Optional<Principal> admin() {
        return Optional.ofNullable(admin).flatMap(this::find);
    }

    boolean isAdmin(Set<UUID> reached) {
        return admin != null && reached.contains(admin);
    }

    /** Whether the principal is enabled, and its clients are said to keep to policies. */
    boolean enforces(UUID id) {
        PrincipalState state = principals.get(id);
        return state != null && state.enabled() && state.enforces();
    }

    /** As {@link #enforces}, of Iceberg's read restrictions. */
    boolean enforcesIceberg(UUID id) {
        PrincipalState state = principals.get(id);
        return state != null && state.enabled() && state.enforcesIceberg();
    }

    private boolean enabled(UUID id) {
        PrincipalState state = principals.get(id);
        return state != null && state.enabled();
    }
}
