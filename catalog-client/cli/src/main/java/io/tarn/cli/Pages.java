package io.tarn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads lists to their end. */
final class Pages {
    static final int SIZE = 100;
    private static final int TOLD_EVERY = 1_000;

    /** A part of a list; {@code next} is empty at its end. */
    record Page<T>(List<T> entries, String next) {}

    private Pages() {}

    /** @param page asked with the token of the page before, the first time with an empty one */
    static <T> List<T> all(Output output, Function<String, Page<T>> page) {
        return upTo(Integer.MAX_VALUE, output, page);
    }

    /** @param limit more entries than these are not read */
    static <T> List<T> upTo(int limit, Output output, Function<String, Page<T>> page) {
        List<T> all = new ArrayList<>();
        String token = "";
        do {
            Page<T> next = page.apply(token);
            int before = all.size() / TOLD_EVERY;
            all.addAll(next.entries());
            if (all.size() / TOLD_EVERY > before) {
                output.note("... " + Column.grouped(all.size()) + " so far");
            }
            token = next.next();
        } while (!token.isEmpty() && all.size() < limit);
        return all.size() > limit ? all.subList(0, limit) : all;
    }
}
