package io.tarn.auth;

import io.tarn.auth.PolicyChanges.GrantState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Grants by what they are on and by whom they are for. Not safe for use by several threads. */
final class GrantIndex implements Grants {
    private final Map<UUID, Map<UUID, Map<UUID, Grant>>> byObject = new HashMap<>();
    private final Map<UUID, Map<Place, Map<UUID, Grant>>> byPrincipal = new HashMap<>();

    void apply(GrantState state) {
        Grant grant = state.grant();
        if (state.holds()) {
            byObject.computeIfAbsent(grant.object(), object -> new HashMap<>())
                    .computeIfAbsent(grant.principal(), principal -> new HashMap<>(4))
                    .put(grant.id(), grant);
            byPrincipal
                    .computeIfAbsent(grant.principal(), principal -> new HashMap<>(4))
                    .computeIfAbsent(Place.of(grant), place -> new HashMap<>(4))
                    .put(grant.id(), grant);
        } else {
            remove(byObject, grant.object(), grant.principal(), grant.id());
            remove(byPrincipal, grant.principal(), Place.of(grant), grant.id());
        }
    }

    /** Leaves nothing empty behind: objects come and go. */
    private static <K> void remove(Map<UUID, Map<K, Map<UUID, Grant>>> grants, UUID first, K second, UUID id) {
        Map<K, Map<UUID, Grant>> outer = grants.get(first);
        if (outer == null) {
            return;
        }
        Map<UUID, Grant> inner = outer.get(second);
        if (inner != null && inner.remove(id) != null && inner.isEmpty()) {
            outer.remove(second);
        }
        if (outer.isEmpty()) {
            grants.remove(first);
        }
    }

    @Override
    public @Nullable Grant find(UUID object, Set<UUID> principals, Predicate<Grant> wanted) {
        Map<UUID, Map<UUID, Grant>> onObject = byObject.get(object);
        if (onObject == null) {
            return null;
        }
        // Either may be large: an object that thousands hold something on, a caller with a thousand roles.
        if (onObject.size() <= principals.size()) {
            for (Map.Entry<UUID, Map<UUID, Grant>> held : onObject.entrySet()) {
                if (principals.contains(held.getKey())) {
                    Grant found = first(held.getValue().values(), wanted);
                    if (found != null) {
                        return found;
                    }
                }
            }
        } else {
            for (UUID principal : principals) {
                Grant found = first(onObject.getOrDefault(principal, Map.of()).values(), wanted);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Grant first(Collection<Grant> grants, Predicate<Grant> wanted) {
        for (Grant grant : grants) {
            if (wanted.test(grant)) {
                return grant;
            }
        }
        return null;
    }

    @Override
    public Stream<Holding> of(Set<UUID> principals) {
        return principals.stream()
                .flatMap(principal -> byPrincipal.getOrDefault(principal, Map.of()).entrySet().stream())
                .map(held -> new Holding(held.getKey(), held.getValue().values()));
    }

    @Override
    public List<Grant> on(UUID object) {
        return byObject.getOrDefault(object, Map.of()).values().stream()
                .flatMap(grants -> grants.values().stream())
                .toList();
    }
}
