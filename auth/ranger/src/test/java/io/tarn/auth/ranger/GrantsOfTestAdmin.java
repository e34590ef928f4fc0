package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Grants and takes back as Ranger Admin 2.9 does: the user that is logged in must be named for it when it does so for others, the
 * grantor must be a delegated admin of just that, and what is changed is the policy about exactly the resource.
 */
final class GrantsOfTestAdmin {
    private final Map<Long, ObjectNode> policies;
    private final Set<String> named = new HashSet<>();

    GrantsOfTestAdmin(Map<Long, ObjectNode> policies) {
        this.policies = policies;
    }

    void allow(String user) {
        named.add(user);
    }

    /** Empty when it may be. */
    String refusal(String user, JsonNode request) {
        String grantor = request.path("grantor").asText();
        if (!named.contains(user) && !grantor.equals(user)) {
            return "Grantor user is not the user that is logged in";
        }
        boolean delegated = policies.values().stream()
                .filter(policy -> covers(policy, request.path("resource")))
                .flatMap(policy -> items(policy).stream())
                .anyMatch(item -> item.path("delegateAdmin").asBoolean()
                        && names(item.path("users")).contains(grantor)
                        && accesses(item).containsAll(names(request.path("accessTypes"))));
        return delegated ? "" : "User doesn't have necessary permission to grant access";
    }

    /**
     * @param id for a new policy
     * @return whether anything is new
     */
    boolean change(boolean give, JsonNode request, long id) {
        ObjectNode policy = policies.values().stream()
                .filter(known -> exactly(known, request.path("resource")))
                .findFirst()
                .orElse(null);
        if (policy == null) {
            if (!give) {
                return false;
            }
            List<String> levels = new ArrayList<>();
            request.path("resource")
                    .properties()
                    .forEach(level -> levels.addAll(
                            List.of(level.getKey(), level.getValue().asText())));
            policy = RangerPolicyJson.access(levels.toArray(new String[0])).json(id);
            policies.put(id, policy);
        }
        ArrayNode items = policy.withArrayProperty("policyItems");
        boolean changed = false;
        for (String list : List.of("users", "groups", "roles")) {
            for (String name : names(request.path(list))) {
                for (String access : names(request.path("accessTypes"))) {
                    changed |= give ? add(items, list, name, access) : remove(items, list, name, access);
                }
            }
        }
        return changed;
    }

    private static boolean add(ArrayNode items, String list, String name, String access) {
        for (JsonNode item : items) {
            if (names(item.path(list)).contains(name) && accesses(item).contains(access)) {
                return false;
            }
        }
        String who = list.substring(0, list.length() - 1) + ":" + name;
        items.add(RangerPolicyJson.access()
                .allow(who, access)
                .json(0)
                .path("policyItems")
                .get(0));
        return true;
    }

    /** Of items that name one only, which is all that there is in tests. */
    private static boolean remove(ArrayNode items, String list, String name, String access) {
        boolean removed = false;
        for (JsonNode item : items) {
            Iterator<JsonNode> held = item.path("accesses").iterator();
            while (names(item.path(list)).contains(name) && held.hasNext()) {
                if (held.next().path("type").asText().equals(access)) {
                    held.remove();
                    removed = true;
                }
            }
        }
        return removed;
    }

    private static boolean exactly(JsonNode policy, JsonNode resource) {
        return covers(policy, resource)
                && resource.properties().stream()
                        .allMatch(level -> value(policy, level.getKey())
                                .equals(level.getValue().asText()));
    }

    private static boolean covers(JsonNode policy, JsonNode resource) {
        return policy.path("policyType").asInt() == 0
                && policy.path("resources").size() == resource.size()
                && resource.properties().stream()
                        .allMatch(level ->
                                List.of("*", level.getValue().asText()).contains(value(policy, level.getKey())));
    }

    private static String value(JsonNode policy, String level) {
        return policy.path("resources").path(level).path("values").path(0).asText();
    }

    private static List<JsonNode> items(JsonNode policy) {
        List<JsonNode> items = new ArrayList<>();
        policy.path("policyItems").forEach(items::add);
        return items;
    }

    private static Set<String> accesses(JsonNode item) {
        Set<String> accesses = new HashSet<>();
        item.path("accesses").forEach(access -> accesses.add(access.path("type").asText()));
        return accesses;
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new HashSet<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }
}
