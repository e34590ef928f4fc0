package io.tarn.server.ops.projection;

import io.tarn.server.model.Limits;
import io.tarn.server.store.ProjectionRows.Shows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Refusals of states, which stay as they are, so that no manifest is read twice to find the same. */
final class RecentRefusals {
    private record Key(UUID table, Shows shows, Format wanted) {}

    private final Map<Key, Projection.Refused> refusals = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Projection.Refused> eldest) {
            return size() > Limits.REFUSALS_KEPT;
        }
    };

    synchronized Optional<Projection.Refused> find(UUID table, Shows shows, Format wanted) {
        return Optional.ofNullable(refusals.get(new Key(table, shows, wanted)));
    }

    synchronized void add(UUID table, Shows shows, Format wanted, Projection.Refused refused) {
        refusals.put(new Key(table, shows, wanted), refused);
    }
}
