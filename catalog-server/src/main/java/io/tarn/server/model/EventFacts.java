package io.tarn.server.model;

import io.tarn.auth.ClientContext;
import io.tarn.auth.Securable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an event says beyond its entry in the audit.
 *
 * @param announced whether it was written before storage decided: then the change may not have happened
 * @param place where its object was when it was changed
 * @param client what the client that asked for it says of itself
 */
public record EventFacts(boolean announced, Place place, ClientContext client, Effect effect) {
    private static final int TEXT = 200;
    private static final int WORD = 64;

    /**
     * By this is judged who may know of the change: what is dropped can no longer be asked.
     *
     * @param catalogId null when it was about the server
     * @param catalog its name; empty when it was about the server
     * @param databaseId null when it was about the server or a catalog
     * @param database its name; empty when it was about the server or a catalog
     * @param owner of the object at that time; null when nobody is known to be
     */
    public record Place(
            @Nullable UUID catalogId,
            String catalog,
            @Nullable UUID databaseId,
            String database,
            @Nullable UUID owner) {
        public static final Place SERVER = new Place(null, "", null, "", null);

        /** Where a securable is: each kind but the server lies in a catalog. */
        public static Place of(Securable on) {
            Place place = SERVER;
            for (Securable level = on; level != null; level = level.parent()) {
                place = switch (level.kind()) {
                    case CATALOG ->
                        new Place(level.id(), level.name(), place.databaseId(), place.database(), place.owner());
                    case DATABASE ->
                        new Place(place.catalogId(), place.catalog(), level.id(), level.name(), place.owner());
                    default -> place;
                };
            }
            return new Place(place.catalogId(), place.catalog(), place.databaseId(), place.database(), on.owner());
        }
    }

    public EventFacts {
        client = new ClientContext(
                AuditEntry.cut(client.agent(), TEXT),
                AuditEntry.cut(client.engine(), WORD),
                AuditEntry.cut(client.job(), TEXT));
    }
}
