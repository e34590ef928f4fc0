package io.tarn.auth;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a list its caller may see: those that any part of this names.
 *
 * @param everything nothing is hidden, and the three sets are empty
 * @param databases everything in these
 * @param objects these themselves
 * @param owners what one of these principals owns
 * @param judge to be asked first about each object, when there is one; the other parts are about what it leaves unsaid
 */
public record Visibility(
        boolean everything,
        Set<UUID> databases,
        Set<UUID> objects,
        Set<UUID> owners,
        @Nullable Judge judge) {
    public static final Visibility EVERYTHING = new Visibility(true, Set.of(), Set.of(), Set.of());

    public static final Visibility NOTHING = new Visibility(false, Set.of(), Set.of(), Set.of());

    /**
     * An object of a list.
     *
     * @param database what it lies in; empty for a database
     * @param owned whether it counts as the caller's own
     */
    public record Item(String database, String name, boolean owned) {}

    /** What a judge says of an object. */
    public enum Verdict {
        SHOWN,
        UNSAID,
        HIDDEN
    }

    /** Tells of many objects at once, by their names. */
    public interface Judge {
        /** Whose possessions count as the caller's own. */
        Set<UUID> owners();

        /**
         * @return one for each, in the order of the items
         * @throws RuntimeException when it cannot be told at the moment
         */
        List<Verdict> judge(List<Item> items);
    }

    public Visibility {
        databases = Set.copyOf(databases);
        objects = Set.copyOf(objects);
        owners = Set.copyOf(owners);
    }

    public Visibility(boolean everything, Set<UUID> databases, Set<UUID> objects, Set<UUID> owners) {
        this(everything, databases, objects, owners, null);
    }

    /** The same with this judge, or without one. */
    public Visibility judgedBy(@Nullable Judge first) {
        return new Visibility(everything, databases, objects, owners, first);
    }
}
