package io.tarn.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may do what on a server, and what is hidden from whom. Everything is in one order, so that equal states are equal files.
 *
 * @param principals by label
 * @param catalogs by name
 */
record AccessState(SortedMap<String, PrincipalState> principals, SortedMap<String, CatalogAccess> catalogs) {
    /** Made at the first start of every server, and never dropped. */
    static final Set<String> BUILT_IN = Set.of("user:root", "role:admin");

    /**
     * A principal without its secrets.
     *
     * @param enforces whether its clients are trusted to keep to policies
     * @param members of a group or role, by label; empty for all others
     */
    record PrincipalState(boolean enabled, boolean enforces, SortedSet<String> members) {
        PrincipalState {
            members = new TreeSet<>(members);
        }
    }

    /** What is granted and hidden in a catalog. */
    record CatalogAccess(SortedMap<GrantKey, GrantTerms> grants, SortedMap<PolicyKey, String> policies) {
        CatalogAccess() {
            this(new TreeMap<>(), new TreeMap<>());
        }
    }

    /**
     * A grant by what makes it the same grant.
     *
     * @param type of the resource, such as DATABASE_ALL
     * @param database empty for a catalog or a location
     * @param object empty for a catalog or a database
     */
    record GrantKey(String principal, String type, String database, String object, String access)
            implements Comparable<GrantKey> {
        private static final Comparator<GrantKey> ORDER = Comparator.comparing(GrantKey::principal)
                .thenComparing(GrantKey::database)
                .thenComparing(GrantKey::object)
                .thenComparing(GrantKey::type)
                .thenComparing(GrantKey::access);

        @Override
        public int compareTo(GrantKey other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * How far a grant goes.
     *
     * @param columns of a grant on columns, in their order; empty for all others
     * @param excluded whether it means all columns but these
     * @param expiresAt milliseconds since 1970-01-01 UTC; 0: never
     */
    record GrantTerms(List<String> columns, boolean excluded, long expiresAt) {
        GrantTerms {
            columns = columns.stream().sorted().toList();
        }

        boolean isOver(long now) {
            return expiresAt != 0 && expiresAt <= now;
        }
    }

    /**
     * A policy by what makes it the same policy.
     *
     * @param column empty for a row filter
     */
    record PolicyKey(String principal, String database, String table, String column) implements Comparable<PolicyKey> {
        private static final Comparator<PolicyKey> ORDER = Comparator.comparing(PolicyKey::database)
                .thenComparing(PolicyKey::table)
                .thenComparing(PolicyKey::principal)
                .thenComparing(PolicyKey::column);

        @Override
        public int compareTo(PolicyKey other) {
            return ORDER.compare(this, other);
        }
    }

    AccessState() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    CatalogAccess catalog(String name) {
        return catalogs.getOrDefault(name, new CatalogAccess());
    }

    boolean hasMember(String group, String member) {
        PrincipalState state = principals.get(group);
        return state != null && state.members().contains(member);
    }

    /** The same without grants that are over: they give nothing, and could not be given again. */
    AccessState at(long now) {
        SortedMap<String, CatalogAccess> current = new TreeMap<>();
        catalogs.forEach((name, access) -> {
            CatalogAccess left = new CatalogAccess(new TreeMap<>(access.grants()), access.policies());
            left.grants().values().removeIf(terms -> terms.isOver(now));
            current.put(name, left);
        });
        return new AccessState(principals, current);
    }

    int grants() {
        return catalogs.values().stream()
                .mapToInt(access -> access.grants().size())
                .sum();
    }

    int policies() {
        return catalogs.values().stream()
                .mapToInt(access -> access.policies().size())
                .sum();
    }

    /** The groups and roles that each principal is a direct member of. */
    Map<String, SortedSet<String>> groups() {
        Map<String, SortedSet<String>> groups = new TreeMap<>();
        principals.forEach((group, state) -> state.members()
                .forEach(member ->
                        groups.computeIfAbsent(member, label -> new TreeSet<>()).add(group)));
        return groups;
    }
}
