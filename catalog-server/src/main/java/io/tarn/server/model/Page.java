package io.tarn.server.model;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextToken where to go on: the key of the last entry whenever the page is full, as the protocol's clients expect;
 *     null when the list ends here
 */
public record Page<T>(List<T> entries, @Nullable String nextToken) {
    public Page {
        entries = List.copyOf(entries);
    }

    /** @param entries at most {@code size} of them, in the order of their keys */
    public static <T> Page<T> of(List<T> entries, int size, Function<T, String> key) {
        boolean full = !entries.isEmpty() && entries.size() >= size;
        return new Page<>(entries, full ? key.apply(entries.get(entries.size() - 1)) : null);
    }

    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(entries.stream().map(mapping).toList(), nextToken);
    }
}
