package io.tarn.bench;

import java.util.List;

/**
 * What a ratio should come to.
 *
 * @param what the ratio, for the report
 * @param side whose figure is above the line
 * @param against whose figures are below it, of which the best counts; empty for the ratio of the side's slowest client to
 *     its fastest one
 */
record Goal(String what, String side, List<String> against, double atLeast) {
    Goal {
        against = List.copyOf(against);
    }

    static Goal throughput(double atLeast, String... against) {
        String whom = against.length == 1 ? against[0] : "the best of " + String.join(", ", against);
        return new Goal("of " + whom, Side.TARN, List.of(against), atLeast);
    }

    /** No client gets more than so many times as much done as another. */
    static Goal fairness(double times) {
        return new Goal("slowest client to fastest", Side.TARN, List.of(), 1 / times);
    }
}
