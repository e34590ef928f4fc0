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
 * @param notes what else there is to say: which sides could not be measured and why, and what was left when it was over
 */
record Result(Row row, StoreKind store, Map<String, List<Round>> rounds, List<String> notes) {
    /** What does not bring so many times as much as the best round before is no faster. */
    private static final double FASTER = 1.03;

    /** One alone may have been disturbed. */
    private static final int ROUNDS_NO_FASTER = 3;

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
     * Measures the sides by turns, so that what else the machine does is shared; when each is warm. A peer that does not
     * start, or fails before it is warm, is left out and its reason kept.
     */
    static Result measure(Row row, Bed bed, Options options) throws Exception {
        Map<String, Work> ready = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (Side side : row.sides(bed)) {
            try {
                Work work = side.setUp().work();
                warmUp(work, row.clients(), options);
                ready.put(side.name(), work);
            } catch (Exception | LinkageError e) {
                if (ready.isEmpty()) {
                    // Without the first side there is nothing to compare.
                    throw e;
                }
                notes.add("Without " + side.name() + ": " + e);
            }
        }
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.rounds(); i++) {
            for (Map.Entry<String, Work> side : ready.entrySet()) {
                rounds.computeIfAbsent(side.getKey(), each -> new ArrayList<>())
                        .add(side.getValue().round(row.clients(), options.roundNanos()));
            }
        }
        for (Map.Entry<String, Work> side : ready.entrySet()) {
            side.getValue().check().ifPresent(note -> notes.add(side.getKey() + ": " + note));
        }
        return new Result(row, bed.store(), rounds, notes);
    }

    /** A JVM compiles for minutes what it is asked for, and gets faster as long: a side is warm when it does not any more. */
    private static void warmUp(Work work, int clients, Options options) throws Exception {
        double best = 0;
        int noFaster = 0;
        for (int i = 0; i < options.warmUpRounds() && noFaster < ROUNDS_NO_FASTER; i++) {
            double perSecond = work.round(clients, options.warmUpRoundNanos()).perSecond();
            noFaster = perSecond > best * FASTER ? 0 : noFaster + 1;
            best = Math.max(best, perSecond);
        }
    }

    /** The side that ratios are of: the first. */
    String lead() {
        return rounds.keySet().iterator().next();
    }

    /** The sides that it is held against. */
    List<String> others() {
        return rounds.keySet().stream().skip(1).toList();
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

    /** The median of what the first side did, divided by the most that one of the others did in the same round. */
    double ratio(List<String> against) {
        List<Round> ours = rounds.get(lead());
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

    /** Those of its goals whose other sides were measured. */
    List<Met> goals() {
        List<Met> met = new ArrayList<>();
        for (Goal goal : row.goals(store)) {
            List<String> against =
                    goal.against().stream().filter(rounds::containsKey).toList();
            if (goal.against().isEmpty()) {
                met.add(new Met(goal, median(lead(), Round::fairness)));
            } else if (!against.isEmpty()) {
                met.add(new Met(goal, ratio(against)));
            }
        }
        return met;
    }
}
