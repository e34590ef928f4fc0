package io.tarn.auth;

import io.tarn.auth.PolicyChanges.PolicyState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Policies by their table. Not safe for use by several threads. */
final class PolicyIndex {
    private final Map<UUID, Map<UUID, TablePolicy>> byTable = new HashMap<>();

    void apply(PolicyState state) {
        TablePolicy policy = state.policy();
        if (state.holds()) {
            byTable.computeIfAbsent(policy.table(), table -> new HashMap<>(4)).put(policy.id(), policy);
            return;
        }
        Map<UUID, TablePolicy> ofTable = byTable.get(policy.table());
        if (ofTable != null) {
            ofTable.remove(policy.id());
            if (ofTable.isEmpty()) {
                byTable.remove(policy.table());
            }
        }
    }

    /** Those on a table that are for one of the principals. */
    List<TablePolicy> of(UUID table, Set<UUID> principals) {
        return byTable.getOrDefault(table, Map.of()).values().stream()
                .filter(policy -> principals.contains(policy.principal()))
                .toList();
    }
}
