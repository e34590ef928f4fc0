package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a row has come to on one kind of database.
 *
 * @param rounds of each side, in the order in which they were measured
 * @param skipped why sides of it, or all of it, could not be measured; empty when all was
 */
record Result(Row row, StoreKind store, Map<String, List<Round>> rounds, List<String> skipped) {
    /**
     * What became of a goal.
     *
     * @param ratio the median of the ratios of each round
     */
    record Met(Goal goal, double ratio) {
        boolean met() {
            return ratio >= goal.atLeast();
        }
    }

    /**
     * Measures the sides by turns, so that what else the machine does is shared; after a round that does not count. A peer
     * that does not start, or fails in that round, is left out and its reason kept.
     */
    static Result measure(Row row, Bed bed, Options options) throws Exception {
        Map<String, Work> ready = new LinkedHashMap<>();
        List<String> skipped = new ArrayList<>();
        for (Side side : row.sides(bed)) {
            try {
                Work work = side.setUp().work();
                Round.run(work, row.clients(), options.warmUpNanos());
                ready.put(side.name(), work);
            } catch (Exception | LinkageError e) {
                if (side.name().equals(Side.TARN)) {
                    throw e;
                }
                skipped.add(side.name() + ": " + e);
            }
        }
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.rounds(); i++) {
            for (Map.Entry<String, Work> side : ready.entrySet()) {
                rounds.computeIfAbsent(side.getKey(), each -> new ArrayList<>())
                        .add(Round.run(side.getValue(), row.clients(), options.roundNanos()));
            }
        }
        return new Result(row, bed.store(), rounds, skipped);
    }

    /** The median over the rounds of a side. */
    double median(String side, ToDoubleFunction<Round> figure) {
        return median(rounds.get(side).stream().mapToDouble(figure).toArray());
    }

    static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of what one side did, divided by what another one did in the same round. */
    double ratio(String side, List<String> against) {
        List<Round> ours = rounds.get(side);
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            double best = 0;
            for (String other : against) {
                best = Math.max(best, rounds.get(other).get(i).perSecond());
            }
            ratios[i] = best == 0 ? 0 : ours.get(i).perSecond() / best;
        }
        return median(ratios);
    }

    /** Those of its goals whose sides were measured. */
    List<Met> goals() {
        List<Met> met = new ArrayList<>();
        for (Goal goal : row.goals(store)) {
            List<String> against =
                    goal.against().stream().filter(rounds::containsKey).toList();
            if (!rounds.containsKey(goal.side())
                    || (against.isEmpty() && !goal.against().isEmpty())) {
                continue;
            }
            met.add(new Met(
                    goal, against.isEmpty() ? median(goal.side(), Round::fairness) : ratio(goal.side(), against)));
        }
        return met;
    }
}
