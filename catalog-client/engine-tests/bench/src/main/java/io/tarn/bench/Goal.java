package io.tarn.bench;

import java.util.List;

/**
 * What a ratio should come to.
 *
 * @param what the ratio, for the report
 * @param against whose figures are below the line, of which the best counts; empty for the ratio of the first side's slowest
 *     client to its fastest one
 */
record Goal(String what, List<String> against, double atLeast) {
    Goal {
        against = List.copyOf(against);
    }

    static Goal throughput(double atLeast, String... against) {
        String whom = against.length == 1 ? against[0] : "the best of " + String.join(", ", against);
        return new Goal("of " + whom, List.of(against), atLeast);
    }

    /** No client gets more than so many times as much done as another. */
    static Goal fairness(double times) {
        return new Goal("slowest client to fastest", List.of(), 1 / times);
    }
}
