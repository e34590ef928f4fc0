package io.tarn.cli;

import io.tarn.cli.AccessChange.AddMember;
import io.tarn.cli.AccessChange.CreatePrincipal;
import io.tarn.cli.AccessChange.DropPolicy;
import io.tarn.cli.AccessChange.DropPrincipal;
import io.tarn.cli.AccessChange.Enable;
import io.tarn.cli.AccessChange.PutGrant;
import io.tarn.cli.AccessChange.PutPolicy;
import io.tarn.cli.AccessChange.RemoveMember;
import io.tarn.cli.AccessChange.Revoke;
import io.tarn.cli.AccessChange.Trust;
import io.tarn.cli.AccessState.CatalogAccess;
import io.tarn.cli.AccessState.PrincipalState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps from a server's state to that of a file, in an order in which they may be done.
 *
 * <p>What hides something comes first and goes last. In between, additions come before removals, so that who moves from one
 * role to another can work all the time, and has the filters of both. But when with the memberships and grants of both states
 * somebody would hold what neither state gives, removals come first: then who moves between two roles that both hide something
 * has neither filter for a moment, on what it may read in both states anyway.
 */
final class AccessPlan {
    private final AccessState before;
    private final AccessState after;
    private final Set<String> dropped;

    private AccessPlan(AccessState before, AccessState after, Set<String> dropped) {
        this.before = before;
        this.after = after;
        this.dropped = dropped;
    }

    /**
     * @param server what is there, of the catalogs that the file has
     * @param file what it says of a principal is all there is of it; what it does not name stays as it is
     * @param prune whether principals that the file does not name are dropped
     */
    static List<AccessChange> of(AccessState server, AccessState file, boolean prune) {
        Set<String> dropped = prune
                ? server.principals().keySet().stream()
                        .filter(label -> !file.principals().containsKey(label))
                        .filter(label -> !AccessState.BUILT_IN.contains(label))
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
        return new AccessPlan(server, target(server, file, dropped), dropped).steps();
    }

    /** The state in the end: the file's, and what it says nothing about. */
    private static AccessState target(AccessState server, AccessState file, Set<String> dropped) {
        SortedMap<String, PrincipalState> principals = new TreeMap<>(server.principals());
        principals.keySet().removeAll(dropped);
        principals.replaceAll((label, state) -> {
            SortedSet<String> members = new TreeSet<>(state.members());
            members.removeAll(dropped);
            return new PrincipalState(state.enabled(), state.enforces(), members);
        });
        principals.putAll(file.principals());
        SortedMap<String, CatalogAccess> catalogs = new TreeMap<>();
        server.catalogs().forEach((catalog, access) -> {
            CatalogAccess left = new CatalogAccess(new TreeMap<>(access.grants()), new TreeMap<>(access.policies()));
            left.grants()
                    .keySet()
                    .removeIf(key -> dropped.contains(key.principal())
                            || file.principals().containsKey(key.principal()));
            left.policies()
                    .keySet()
                    .removeIf(key -> dropped.contains(key.principal())
                            || file.principals().containsKey(key.principal()));
            catalogs.put(catalog, left);
        });
        file.catalogs().forEach((catalog, access) -> {
            CatalogAccess all = catalogs.computeIfAbsent(catalog, name -> new CatalogAccess());
            all.grants().putAll(access.grants());
            all.policies().putAll(access.policies());
        });
        return new AccessState(principals, catalogs);
    }

    private List<AccessChange> steps() {
        List<AccessChange> additions = Stream.of(added(), granted(), enabled(true), trusted(true))
                .flatMap(List::stream)
                .toList();
        List<AccessChange> removals = Stream.of(revoked(), removed(), enabled(false))
                .flatMap(List::stream)
                .toList();
        boolean removalsFirst = HeldRights.wouldCircle(before, after) || HeldRights.wouldMix(before, after);
        List<AccessChange> steps = new ArrayList<>(created());
        steps.addAll(restricted());
        steps.addAll(trusted(false));
        steps.addAll(removalsFirst ? removals : additions);
        steps.addAll(removalsFirst ? additions : removals);
        dropped.forEach(label -> steps.add(new DropPrincipal(label)));
        steps.addAll(unrestricted());
        return steps;
    }

    /** One that is to be disabled is so before it has anything. */
    private List<AccessChange> created() {
        List<AccessChange> steps = new ArrayList<>();
        after.principals().forEach((label, state) -> {
            if (!before.principals().containsKey(label)) {
                steps.add(new CreatePrincipal(label));
                if (!state.enabled()) {
                    steps.add(new Enable(label, false));
                }
            }
        });
        return steps;
    }

    private List<AccessChange> enabled(boolean enabled) {
        List<AccessChange> steps = new ArrayList<>();
        before.principals().forEach((label, state) -> {
            PrincipalState wanted = after.principals().get(label);
            if (wanted != null && wanted.enabled() != state.enabled() && wanted.enabled() == enabled) {
                steps.add(new Enable(label, enabled));
            }
        });
        return steps;
    }

    private List<AccessChange> trusted(boolean enforces) {
        List<AccessChange> steps = new ArrayList<>();
        after.principals().forEach((label, wanted) -> {
            PrincipalState state = before.principals().get(label);
            boolean is = state != null && state.enforces();
            if (wanted.enforces() != is && wanted.enforces() == enforces) {
                steps.add(new Trust(label, enforces));
            }
        });
        return steps;
    }

    private List<AccessChange> added() {
        List<AccessChange> steps = new ArrayList<>();
        after.principals()
                .forEach((group, state) -> state.members().stream()
                        .filter(member -> !before.hasMember(group, member))
                        .forEach(member -> steps.add(new AddMember(group, member))));
        return steps;
    }

    /** Not of groups and roles that are dropped anyway; but a dropped one leaves those that stay, before they get more. */
    private List<AccessChange> removed() {
        List<AccessChange> steps = new ArrayList<>();
        before.principals()
                .forEach((group, state) -> state.members().stream()
                        .filter(member -> !after.hasMember(group, member))
                        .filter(member -> !dropped.contains(group))
                        .forEach(member -> steps.add(new RemoveMember(group, member))));
        return steps;
    }

    private List<AccessChange> granted() {
        List<AccessChange> steps = new ArrayList<>();
        after.catalogs()
                .forEach((catalog, access) -> access.grants().forEach((key, terms) -> {
                    AccessState.GrantTerms held =
                            before.catalog(catalog).grants().get(key);
                    if (!terms.equals(held)) {
                        steps.add(new PutGrant(catalog, key, terms, held));
                    }
                }));
        return steps;
    }

    /** Also of principals that are dropped, so that nobody keeps a right when the filter of another one is gone. */
    private List<AccessChange> revoked() {
        List<AccessChange> steps = new ArrayList<>();
        before.catalogs()
                .forEach((catalog, access) -> access.grants().forEach((key, terms) -> {
                    if (!after.catalog(catalog).grants().containsKey(key)) {
                        steps.add(new Revoke(catalog, key, terms));
                    }
                }));
        return steps;
    }

    private List<AccessChange> restricted() {
        List<AccessChange> steps = new ArrayList<>();
        after.catalogs()
                .forEach((catalog, access) -> access.policies().forEach((key, sql) -> {
                    String held = before.catalog(catalog).policies().getOrDefault(key, "");
                    if (!sql.equals(held)) {
                        steps.add(new PutPolicy(catalog, key, sql, held));
                    }
                }));
        return steps;
    }

    /** Not of principals that are dropped anyway. */
    private List<AccessChange> unrestricted() {
        List<AccessChange> steps = new ArrayList<>();
        before.catalogs()
                .forEach((catalog, access) -> access.policies().forEach((key, sql) -> {
                    if (!after.catalog(catalog).policies().containsKey(key) && !dropped.contains(key.principal())) {
                        steps.add(new DropPolicy(catalog, key, sql));
                    }
                }));
        return steps;
    }

    /** By sign, how many. */
    static Map<Character, Long> counts(List<AccessChange> changes) {
        return changes.stream().collect(Collectors.groupingBy(AccessChange::sign, TreeMap::new, Collectors.counting()));
    }
}
