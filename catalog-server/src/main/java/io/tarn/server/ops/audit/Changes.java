package io.tarn.server.ops.audit;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which options a change set and removed: by their keys alone, for a value may be a secret. */
public final class Changes {
    private static final String REMOVED = "removed";
    private static final String BETWEEN = ", ";

    private Changes() {}

    public static Map<String, String> of(Map<String, String> before, Map<String, String> after) {
        Map<String, String> details = new TreeMap<>();
        String set = after.entrySet().stream()
                .filter(option -> !Objects.equals(before.get(option.getKey()), option.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(BETWEEN));
        String removed = before.keySet().stream()
                .filter(key -> !after.containsKey(key))
                .sorted()
                .collect(Collectors.joining(BETWEEN));
        if (!set.isEmpty()) {
            details.put("set", set);
        }
        if (!removed.isEmpty()) {
            details.put(REMOVED, removed);
        }
        return details;
    }

    /** The keys that a change took away. */
    public static Set<String> removed(Map<String, String> details) {
        String removed = details.get(REMOVED);
        return removed == null ? Set.of() : Set.of(removed.split(BETWEEN, -1));
    }
}
