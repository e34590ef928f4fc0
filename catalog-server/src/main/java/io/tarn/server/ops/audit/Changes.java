package io.tarn.server.ops.audit;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which options a change set and removed: by their keys alone, for a value may be a secret. */
public final class Changes {
    private Changes() {}

    public static Map<String, String> of(Map<String, String> before, Map<String, String> after) {
        Map<String, String> details = new TreeMap<>();
        String set = after.entrySet().stream()
                .filter(option -> !Objects.equals(before.get(option.getKey()), option.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        String removed = before.keySet().stream()
                .filter(key -> !after.containsKey(key))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!set.isEmpty()) {
            details.put("set", set);
        }
        if (!removed.isEmpty()) {
            details.put("removed", removed);
        }
        return details;
    }
}
