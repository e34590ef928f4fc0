package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a row has come to on one kind of database.
 *
 * @param rounds of each side, in the order in which they were measured
 * @param notes what else there is to say: which sides could not be measured and why, and what was left when it was over
 */
record Result(Row row, StoreKind store, Map<String, List<Round>> rounds, List<String> notes) {
    /** What the compilers may take of one core when a side is warm: about as much as they do for ever. */
    private static final double COMPILING = 0.1;

    /** One alone may be a pause between two storms of compiling. */
    private static final int QUIET_ROUNDS = 2;

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
        Map<String, Measured> ready = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (Side side : row.sides(bed)) {
            try {
                Measured work = side.setUp().work();
                warmUp(side.name(), work, row.clients(), bed.compilers(), options)
                        .ifPresent(notes::add);
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
            for (Map.Entry<String, Measured> side : ready.entrySet()) {
                rounds.computeIfAbsent(side.getKey(), each -> new ArrayList<>())
                        .add(side.getValue().round(row.clients(), options.roundNanos()));
            }
        }
        for (Map.Entry<String, Measured> side : ready.entrySet()) {
            side.getValue().check().ifPresent(note -> notes.add(side.getKey() + ": " + note));
        }
        return new Result(row, bed.store(), rounds, notes);
    }

    /**
     * A JVM compiles for minutes what it is asked for, and gets faster as long: a side is warm when no JVM does any more.
     *
     * @return what there is to say of a side that has not got so far
     */
    private static Optional<String> warmUp(
            String side, Measured work, int clients, Compilers compilers, Options options) throws Exception {
        long before = compilers.millis();
        double share = 1;
        int quiet = 0;
        for (int i = 0; i < options.warmUpRounds() && quiet < QUIET_ROUNDS; i++) {
            long began = System.nanoTime();
            work.round(clients, options.warmUpRoundNanos());
            long after = compilers.millis();
            share = (after - before) * 1e6 / (System.nanoTime() - began);
            quiet = share < COMPILING ? quiet + 1 : 0;
            before = after;
        }
        return share < COMPILING
                ? Optional.empty()
                : Optional.of("%s: JVMs still spend %.0f %% of a core on compiling; a longer --warm-up measures it warm"
                        .formatted(side, 100 * share));
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
