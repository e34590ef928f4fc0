package io.tarn.auth;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Grants, to be looked up. */
interface Grants {
    /** One grant on the object that {@code wanted} accepts and that is for one of the principals; null when none is. */
    @Nullable
    Grant find(UUID object, Set<UUID> principals, Predicate<Grant> wanted);

    /** Every grant for one of the principals. */
    Stream<Grant> of(Set<UUID> principals);

    /** Every grant on the object, whoever it is for. */
    List<Grant> on(UUID object);
}
