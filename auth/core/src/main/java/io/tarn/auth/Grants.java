package io.tarn.auth;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Grants, to be looked up. */
interface Grants {
    /**
     * A catalog, or a database of it, as the place of what grants are on.
     *
     * @param database null for what lies in no database: the catalog itself, its locations
     */
    record Place(UUID catalog, @Nullable UUID database) {
        static Place of(Grant grant) {
            return new Place(grant.catalog(), grant.database());
        }
    }

    /** What one principal has in one place: whoever has much in many places is asked for one of them at a time. */
    record Holding(Place place, Collection<Grant> grants) {}

    /** One grant on the object that {@code wanted} accepts and that is for one of the principals; null when none is. */
    @Nullable
    Grant find(UUID object, Set<UUID> principals, Predicate<Grant> wanted);

    /** Every grant for one of the principals, by where it is; once for each place and principal. */
    Stream<Holding> of(Set<UUID> principals);

    /** Every grant on the object, whoever it is for. */
    List<Grant> on(UUID object);
}
