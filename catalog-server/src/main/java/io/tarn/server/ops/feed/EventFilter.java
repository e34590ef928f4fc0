package io.tarn.server.ops.feed;

import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted; all that is said must hold. Names are those that an object had when it was changed, or that a
 * rename gave it.
 *
 * @param database null: of any and of none
 * @param object a table, view or function of the database; null: any
 * @param kinds in the words of {@link Securable.Kind}; empty: any
 * @param operations by name; empty: any
 */
public record EventFilter(
        @Nullable String database, @Nullable String object, Set<String> kinds, Set<String> operations) {
    public static final EventFilter ALL = new EventFilter(null, null, Set.of(), Set.of());

    public EventFilter {
        kinds = Set.copyOf(kinds);
        operations = Set.copyOf(operations);
    }

    /**
     * What a client asks for.
     *
     * @throws TarnException INVALID_REQUEST for a kind or operation that there is not, or an object without its database
     */
    public static EventFilter of(
            @Nullable String database,
            @Nullable String object,
            Collection<String> kinds,
            Collection<String> operations) {
        if (object != null && database == null) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "An object is named together with its database");
        }
        return new EventFilter(
                database,
                object,
                known(
                        "kind",
                        kinds,
                        Arrays.stream(Securable.Kind.values()).map(Securable.Kind::word),
                        text -> text.toLowerCase(Locale.ROOT)),
                known(
                        "operation",
                        operations,
                        Arrays.stream(Operation.values()).map(Operation::name),
                        text -> text.toUpperCase(Locale.ROOT)));
    }

    private static Set<String> known(
            String what, Collection<String> asked, Stream<String> all, UnaryOperator<String> spelling) {
        Set<String> known = all.collect(Collectors.toSet());
        return asked.stream()
                .map(text -> {
                    String word = spelling.apply(text);
                    if (!known.contains(word)) {
                        throw TarnException.of(
                                ErrorCode.INVALID_REQUEST, "There is no " + what + " '" + Names.printable(text) + "'");
                    }
                    return word;
                })
                .collect(Collectors.toSet());
    }

    boolean wants(Event event) {
        return (kinds.isEmpty() || kinds.contains(event.entry().object().kind()))
                && (operations.isEmpty() || operations.contains(event.entry().operation()))
                && (isNamed(event.facts().place().database(), event.name()) || isNamedSince(event));
    }

    private boolean isNamedSince(Event event) {
        Effect.Renamed renamed = event.facts().effect().renamed();
        return renamed != null && isNamed(renamed.database(), renamed.name());
    }

    private boolean isNamed(String in, String name) {
        return (database == null || database.equals(in)) && (object == null || object.equals(name));
    }
}
