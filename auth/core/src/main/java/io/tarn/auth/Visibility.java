package io.tarn.auth;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a list its caller may see: those that any part of this names.
 *
 * @param everything nothing is hidden, and the other parts are empty
 * @param databases everything in these
 * @param objects these themselves
 * @param owners what one of these principals owns
 * @param judge to be asked first about each object, when there is one; the other parts are about what it leaves unsaid
 */
public record Visibility(
        boolean everything,
        Set<UUID> databases,
        Granted objects,
        Set<UUID> owners,
        @Nullable Judge judge) {
    /** Objects beyond this many are not named: who sees a hundred thousand must not wait for a list of them. */
    public static final int FEW = 1_000;

    public static final Visibility EVERYTHING = new Visibility(true, Set.of(), Set.of(), Set.of());

    public static final Visibility NOTHING = new Visibility(false, Set.of(), Set.of(), Set.of());

    /** Objects that are seen one by one, each because something was granted on it. */
    public sealed interface Granted {
        /** Whether an object is one of these, at the moment. */
        boolean contains(UUID id);
    }

    /** So few that all of them are named. */
    public record Few(Set<UUID> ids) implements Granted {
        public Few {
            if (ids.size() > FEW) {
                throw new IllegalArgumentException(ids.size() + " objects are not a few");
            }
            ids = Set.copyOf(ids);
        }

        @Override
        public boolean contains(UUID id) {
            return ids.contains(id);
        }
    }

    /**
     * More than {@link #FEW}: each must be asked for, or looked up where grants to {@link #owners} are kept.
     *
     * @param databases those that any of them lie in; empty for a list of databases
     */
    public record Many(Set<UUID> databases, Predicate<UUID> shown) implements Granted {
        public Many {
            databases = Set.copyOf(databases);
        }

        @Override
        public boolean contains(UUID id) {
            return shown.test(id);
        }
    }

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
        owners = Set.copyOf(owners);
    }

    /** Of a few objects, without a judge. */
    public Visibility(boolean everything, Set<UUID> databases, Set<UUID> objects, Set<UUID> owners) {
        this(everything, databases, new Few(objects), owners, null);
    }

    /** The same with this judge, or without one. */
    public Visibility judgedBy(@Nullable Judge first) {
        return new Visibility(everything, databases, objects, owners, first);
    }
}
