package io.tarn.cli;

import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.PrincipalState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What each principal holds in a state, itself and through others; filters and masks are not looked at. */
final class HeldRights {
    private static final Object ADMIN = "everything";

    private final AccessState state;
    private final Map<String, SortedSet<String>> groups;
    private final Map<String, Set<Object>> granted = new HashMap<>();

    HeldRights(AccessState state) {
        this.state = state;
        this.groups = enabled(state).groups();
        granted.put("role:admin", new HashSet<>(Set.of(ADMIN)));
        state.catalogs()
                .forEach((catalog, access) -> access.grants()
                        .forEach((key, terms) -> granted.computeIfAbsent(key.principal(), label -> new HashSet<>())
                                .add(new Right(catalog, AccessChange.resource(key), key.access(), terms))));
    }

    /** Through a disabled group or role nobody holds anything. */
    private static AccessState enabled(AccessState state) {
        SortedMap<String, PrincipalState> enabled = new TreeMap<>(state.principals());
        enabled.values().removeIf(principal -> !principal.enabled());
        return new AccessState(enabled, state.catalogs());
    }

    private record Right(String catalog, Object on, String access, Object terms) {}

    /** Everybody whose grants and policies reach a principal, itself among them. */
    static Set<String> reached(String label, Map<String, SortedSet<String>> groups) {
        Set<String> reached = new HashSet<>(Set.of(label));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            for (String group : groups.getOrDefault(open.remove(), new TreeSet<>())) {
                if (reached.add(group)) {
                    open.add(group);
                }
            }
        }
        return reached;
    }

    Set<Object> of(String label) {
        Set<Object> rights = new HashSet<>();
        PrincipalState own = state.principals().get(label);
        if (own == null || !own.enabled()) {
            return rights;
        }
        for (String reached : reached(label, groups)) {
            rights.addAll(granted.getOrDefault(reached, Set.of()));
        }
        return rights;
    }

    /** Whether with everything of both states somebody would hold what neither of them gives. */
    static boolean wouldMix(AccessState before, AccessState after) {
        HeldRights old = new HeldRights(before);
        HeldRights young = new HeldRights(after);
        HeldRights both = new HeldRights(union(before, after));
        for (String label : both.state.principals().keySet()) {
            Set<Object> mixed = both.of(label);
            mixed.removeAll(old.of(label));
            mixed.removeAll(young.of(label));
            if (!mixed.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether with all memberships of both states a group would be a member of itself. */
    static boolean wouldCircle(AccessState before, AccessState after) {
        AccessState both = union(before, after);
        Map<String, SortedSet<String>> groups = both.groups();
        return both.principals().entrySet().stream()
                .anyMatch(group -> group.getValue().members().stream()
                        .anyMatch(member -> reached(group.getKey(), groups).contains(member)));
    }

    /** Memberships, grants and policies of both; a grant whose terms change has the new ones. */
    static AccessState union(AccessState before, AccessState after) {
        SortedMap<String, PrincipalState> principals = new TreeMap<>(before.principals());
        after.principals().forEach((label, state) -> principals.merge(label, state, HeldRights::union));
        SortedMap<String, CatalogAccess> catalogs = new TreeMap<>(before.catalogs());
        after.catalogs()
                .forEach((catalog, access) -> catalogs.merge(catalog, access, (one, other) -> {
                    CatalogAccess both = new CatalogAccess(new TreeMap<>(one.grants()), new TreeMap<>(one.policies()));
                    both.grants().putAll(other.grants());
                    both.policies().putAll(other.policies());
                    return both;
                }));
        return new AccessState(principals, catalogs);
    }

    private static PrincipalState union(PrincipalState one, PrincipalState other) {
        SortedSet<String> members = new TreeSet<>(one.members());
        members.addAll(other.members());
        return new PrincipalState(one.enabled() || other.enabled(), one.enforces() || other.enforces(), members);
    }
}
