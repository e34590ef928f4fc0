package io.tarn.auth.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a policy may ask of the caller.
 *
 * @param memberships the names of the groups and roles that it is a member of, directly or through others
 * @param attributes the values of each attribute; one without values is as if it were not there
 */
public record CallerContext(String name, Set<String> memberships, Map<String, Set<String>> attributes) {
    public CallerContext {
        memberships = Set.copyOf(memberships);
        Map<String, Set<String>> copy = new HashMap<>();
        attributes.forEach((key, values) -> copy.put(key, Set.copyOf(values)));
        attributes = Map.copyOf(copy);
    }

    Set<String> values(String attribute) {
        return attributes.getOrDefault(attribute, Set.of());
    }
}
