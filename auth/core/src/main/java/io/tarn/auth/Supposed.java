package io.tarn.auth;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to suppose about grants.
 *
 * @param added grants that there are not
 * @param removed the ids of grants that there are
 */
public record Supposed(List<Grant> added, Set<UUID> removed) {
    public static final Supposed NOTHING = new Supposed(List.of(), Set.of());

    public Supposed {
        added = List.copyOf(added);
        removed = Set.copyOf(removed);
    }

    Grants over(Grants real) {
        return added.isEmpty() && removed.isEmpty() ? real : new Overlay(this, real);
    }

    private record Overlay(Supposed supposed, Grants real) implements Grants {
        @Override
        public @Nullable Grant find(UUID object, Set<UUID> principals, Predicate<Grant> wanted) {
            for (Grant grant : supposed.added) {
                if (grant.object().equals(object) && principals.contains(grant.principal()) && wanted.test(grant)) {
                    return grant;
                }
            }
            return real.find(object, principals, grant -> stays(grant) && wanted.test(grant));
        }

        @Override
        public Stream<Holding> of(Set<UUID> principals) {
            return Stream.concat(
                    supposed.added.stream()
                            .filter(grant -> principals.contains(grant.principal()))
                            .map(grant -> new Holding(Place.of(grant), List.of(grant))),
                    real.of(principals)
                            .map(holding -> new Holding(
                                    holding.place(),
                                    holding.grants().stream()
                                            .filter(this::stays)
                                            .toList())));
        }

        @Override
        public List<Grant> on(UUID object) {
            return Stream.concat(
                            supposed.added.stream()
                                    .filter(grant -> grant.object().equals(object)),
                            real.on(object).stream().filter(this::stays))
                    .toList();
        }

        private boolean stays(Grant grant) {
            return !supposed.removed.contains(grant.id());
        }
    }
}
