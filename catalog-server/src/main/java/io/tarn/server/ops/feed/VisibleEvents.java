package io.tarn.server.ops.feed;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.OperationTable;
import io.tarn.auth.Securable;
import io.tarn.auth.Securable.Kind;
import io.tarn.auth.Visibility;
import io.tarn.auth.Visibility.Item;
import io.tarn.auth.Visibility.Judge;
import io.tarn.auth.Visibility.Verdict;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Effect;
import io.tarn.server.model.Event;
import io.tarn.server.model.EventFacts;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may know of a few events, by what it may see now. Privileges belong to ids, and end with what they are on:
 * so events of what is dropped are seen by who sees all of its database or catalog, and by who owned it. Events about
 * privileges, owners and policies are seen by who may give privileges on their object, those about principals and the server
 * by who may manage it. What cannot be judged is not seen.
 */
final class VisibleEvents {
    /** What happens to objects themselves is seen by who sees the object; all else is for who administrates. */
    private static final Set<Operation> OF_OBJECTS = Arrays.stream(Operation.values())
            .filter(operation -> !isAdministration(operation))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Operation.class)));

    private final Guard guard;
    private final Caller caller;
    private final Catalog catalog;
    private final Map<Kind, Visibility> visible = new EnumMap<>(Kind.class);
    private final Map<UUID, Boolean> countsShown = new HashMap<>();
    private @Nullable Boolean managesServer;

    /** For one look: it remembers what it was told. */
    VisibleEvents(Guard guard, Caller caller, Catalog catalog) {
        this.guard = guard;
        this.caller = caller;
        this.catalog = catalog;
    }

    private static boolean isAdministration(Operation operation) {
        String name = operation.name();
        return name.startsWith("GRANT_") || name.startsWith("TRANSFER_") || name.endsWith("_POLICY");
    }

    /**
     * In their order, and without counts of rows where not all of them are the caller's to see.
     *
     * @throws TarnException UNAVAILABLE when no decision is possible
     */
    List<Event> of(List<Event> events) {
        List<Event> shown = new ArrayList<>();
        for (Event event : events) {
            if (isShown(event)) {
                shown.add(counted(event));
            }
        }
        return shown;
    }

    private boolean isShown(Event event) {
        Optional<Kind> kind = kind(event.entry().object().kind());
        Optional<Operation> operation = operation(event.entry().operation());
        UUID in = event.facts().place().catalogId();
        if (in == null) {
            return managesServer();
        }
        if (!in.equals(catalog.id()) || kind.isEmpty() || operation.isEmpty()) {
            return false;
        }
        if (!OF_OBJECTS.contains(operation.get())) {
            return mayGive(kind.get(), event);
        }
        return switch (kind.get()) {
            case DATABASE, TABLE, VIEW, FUNCTION -> isSeen(kind.get(), event);
            case CATALOG -> guard.wouldAllow(caller, Operation.GET_CONFIG, home());
            case LOCATION, SERVER -> managesServer();
        };
    }

    private static Optional<Kind> kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst();
    }

    private static Optional<Operation> operation(String name) {
        try {
            return Optional.of(Operation.valueOf(name));
        } catch (IllegalArgumentException e) {
            // Of a newer server.
            return Optional.empty();
        }
    }

    private boolean managesServer() {
        Boolean known = managesServer;
        if (known == null) {
            known = guard.wouldAllow(caller, Operation.LIST_PRINCIPALS, Securable.server());
            managesServer = known;
        }
        return known;
    }

    private Securable home() {
        return Securable.catalog(catalog.id(), catalog.name());
    }

    private boolean mayGive(Kind kind, Event event) {
        Operation giving = switch (kind) {
            case CATALOG -> Operation.GRANT_ON_CATALOG;
            case DATABASE -> Operation.GRANT_ON_DATABASE;
            case TABLE -> Operation.GRANT_ON_TABLE;
            case VIEW -> Operation.GRANT_ON_VIEW;
            case FUNCTION -> Operation.GRANT_ON_FUNCTION;
            case SERVER, LOCATION -> Operation.LIST_PRINCIPALS;
        };
        boolean ofServer = OperationTable.requirements(giving).orElse(List.of()).stream()
                .anyMatch(need -> need.on() == Kind.SERVER);
        return guard.wouldAllow(caller, giving, ofServer ? Securable.server() : securable(kind, event));
    }

    /** The object as it was. */
    private Securable securable(Kind kind, Event event) {
        EventFacts.Place place = event.facts().place();
        UUID id = event.entry().object().id();
        if (kind == Kind.CATALOG) {
            return home();
        }
        if (kind == Kind.DATABASE) {
            return home().child(kind, id, place.owner(), place.database());
        }
        UUID database = place.databaseId() == null ? new UUID(0, 0) : place.databaseId();
        return home().child(Kind.DATABASE, database, null, place.database())
                .child(kind, id, place.owner(), event.name());
    }

    private boolean isSeen(Kind kind, Event event) {
        EventFacts.Place place = event.facts().place();
        UUID database = kind == Kind.DATABASE ? null : place.databaseId();
        String in = kind == Kind.DATABASE ? "" : place.database();
        boolean seen = isSeen(kind, event, database, in, event.name());
        Effect.Renamed renamed = event.facts().effect().renamed();
        // It tells of a name in the other database, too.
        return seen
                && (renamed == null || isSeen(kind, event, renamed.databaseId(), renamed.database(), renamed.name()));
    }

    private boolean isSeen(Kind kind, Event event, @Nullable UUID database, String in, String name) {
        Visibility seen =
                visible.computeIfAbsent(kind, each -> guard.visible(caller, home(), each, each == Kind.DATABASE));
        UUID owner = event.facts().place().owner();
        Judge judge = seen.judge();
        if (judge != null) {
            boolean owned = owner != null && judge.owners().contains(owner);
            Verdict verdict = judge.judge(List.of(new Item(in, name, owned))).get(0);
            if (verdict != Verdict.UNSAID) {
                return verdict == Verdict.SHOWN;
            }
        }
        return seen.everything()
                || (database != null && seen.databases().contains(database))
                || seen.objects().contains(event.entry().object().id())
                || (owner != null && seen.owners().contains(owner));
    }

    /** How many rows there are says something about rows that are hidden. */
    private Event counted(Event event) {
        EventFacts facts = event.facts();
        if (facts.effect().commit() == null
                || countsShown.computeIfAbsent(event.entry().object().id(), id -> seesAll(event))) {
            return event;
        }
        return new Event(
                event.seq(),
                event.recordedAt(),
                event.entry(),
                new EventFacts(
                        facts.announced(),
                        facts.place(),
                        facts.client(),
                        facts.effect().withoutCounts()));
    }

    private boolean seesAll(Event event) {
        try {
            return guard.restrictions(caller, securable(Kind.TABLE, event)).none();
        } catch (TarnException e) {
            // Also of what is dropped meanwhile.
            return false;
        }
    }
}
