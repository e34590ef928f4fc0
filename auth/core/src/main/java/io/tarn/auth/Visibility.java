package io.tarn.auth;

import java.util.Set;
import java.util.UUID;

/**
 * Which objects of a list its caller may see: those that any part of this names.
 *
 * @param everything nothing is hidden, and the rest is empty
 * @param databases everything in these
 * @param objects these themselves
 * @param owners what one of these principals owns
 */
public record Visibility(boolean everything, Set<UUID> databases, Set<UUID> objects, Set<UUID> owners) {
    public static final Visibility EVERYTHING = new Visibility(true, Set.of(), Set.of(), Set.of());

    public Visibility {
        databases = Set.copyOf(databases);
        objects = Set.copyOf(objects);
        owners = Set.copyOf(owners);
    }
}
