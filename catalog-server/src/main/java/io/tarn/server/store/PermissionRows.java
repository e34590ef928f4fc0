package io.tarn.server.store;

import io.tarn.auth.Grant;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.server.model.Page;
import io.tarn.server.model.PolicyChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was granted to whom. Times are epoch milliseconds. */
public interface PermissionRows {
    /** A grant with its names and how it came to be. */
    record Permission(Grant grant, Principal principal, Place place, long grantedAt, String grantedBy) {}

    /**
     * What a grant is on, by its names at the moment.
     *
     * @param database empty for a catalog or a location
     * @param object the name of a table, view or function, or the text of a location; else empty
     */
    record Place(String catalog, String database, String object) {}

    /** A period during which a grant was held. {@code untilAt} is 0 and {@code untilBy} empty while it lasts. */
    record Period(Grant grant, Principal principal, long sinceAt, String sinceBy, long untilAt, String untilBy) {}

    /** Which permissions to list; null stands for any. {@code principals} is not empty. */
    record Filter(
            @Nullable UUID object,
            @Nullable ResourceType type,
            @Nullable Set<UUID> principals,
            @Nullable Privilege privilege) {}

    /** The grant that lasts, if there is one. */
    Optional<Grant> find(UUID object, ResourceType type, UUID principal, Privilege privilege);

    /** @param location the text of a location; empty for all others */
    void insert(Grant grant, String location, PolicyChange change);

    /** @return false when it did not last any more */
    boolean end(UUID id, PolicyChange change);

    /** Whether anything lasts that was granted on the object, or, when it is a database, in it. */
    boolean anyOn(UUID object);

    /** Ends what was granted on the object, and, when it is a database, in it. */
    void endOn(UUID object, PolicyChange change);

    /** Ends what was granted to a principal. */
    void endOf(UUID principal, PolicyChange change);

    /** Says that an object now lies in another database. */
    void move(UUID object, UUID database, PolicyChange change);

    /**
     * What is granted in a catalog, in the order in which it was.
     *
     * @param after the id of the last one seen; empty for the first page
     */
    Page<Permission> list(UUID catalog, Filter filter, String after, int size);

    /** What was granted on some objects at a moment, in epoch milliseconds. */
    List<GrantState> at(Set<UUID> objects, long moment);

    /** All that was ever granted on an object, oldest first. */
    List<Period> history(UUID object);
}
