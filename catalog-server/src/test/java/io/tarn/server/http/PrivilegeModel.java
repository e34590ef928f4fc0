package io.tarn.server.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of privileges, written down once more and as simply as possible. Objects are paths: {@code ""} is the catalog,
 * {@code "d"} a database, {@code "d/t"} a table.
 */
final class PrivilegeModel {
    /** @param below whether it is on everything in the object instead of the object itself */
    record Grant(String principal, boolean below, String object, String access) {}

    private static final Map<Integer, Set<String>> MEANS = Map.of(
            0, Set.of("CREATEDATABASE", "ALTER", "DROP", "GRANT"),
            1, Set.of("DESCRIBE", "ALTER", "DROP", "GRANT", "CREATETABLE", "CREATEVIEW", "CREATEFUNCTION", "LIST"),
            2, Set.of("DESCRIBE", "SELECT", "UPDATE", "ALTER", "DROP", "GRANT"));

    final Set<Grant> grants = new LinkedHashSet<>();
    final Map<String, Set<String>> groups = new HashMap<>();
    final Set<String> disabled = new HashSet<>();

    boolean holds(String user, String object, String... anyOf) {
        return own(user).stream()
                .anyMatch(grant -> reaches(grant, object)
                        && List.of(anyOf).stream()
                                .anyMatch(access -> MEANS.get(level(object)).contains(access)
                                        && (grant.access().equals(access)
                                                || grant.access().equals("ALL"))));
    }

    /** Anything at all on the object, or on something in it. */
    boolean sees(String user, String object) {
        return own(user).stream()
                .anyMatch(grant -> (reaches(grant, object)
                                && (grant.access().equals("ALL")
                                        || MEANS.get(level(object)).contains(grant.access())))
                        || grant.object().equals(object)
                        || (level(object) == 1
                                && grant.below()
                                && grant.object().isEmpty())
                        || (level(object) < 2 && grant.object().startsWith(object.isEmpty() ? "" : object + "/")));
    }

    boolean reachable(String from, String to) {
        return closure(from, new HashSet<>(), false).contains(to);
    }

    private List<Grant> own(String user) {
        Set<String> all = closure(user, new HashSet<>(), true);
        return grants.stream().filter(grant -> all.contains(grant.principal())).toList();
    }

    private Set<String> closure(String at, Set<String> seen, boolean enabledOnly) {
        if (!(enabledOnly && disabled.contains(at)) && seen.add(at)) {
            groups.getOrDefault(at, Set.of()).forEach(group -> closure(group, seen, enabledOnly));
        }
        return seen;
    }

    private static boolean reaches(Grant grant, String object) {
        return grant.below()
                ? !grant.object().equals(object)
                        && (grant.object().isEmpty() || object.startsWith(grant.object() + "/"))
                : grant.object().equals(object);
    }

    private static int level(String object) {
        return object.isEmpty() ? 0 : object.contains("/") ? 2 : 1;
    }
}
