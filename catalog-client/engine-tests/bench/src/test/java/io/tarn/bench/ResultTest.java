package io.tarn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tarn.engines.StoreKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ResultTest {
    /** Three sides, and a goal against each. */
    private record Compared(List<Goal> goals) implements Row {
        @Override
        public String key() {
            return "compared";
        }

        @Override
        public String title() {
            return "Compared <b>";
        }

        @Override
        public String unit() {
            return "turns";
        }

        @Override
        public int clients() {
            return 2;
        }

        @Override
        public List<Side> sides(Bed bed) {
            return List.of();
        }

        @Override
        public List<Goal> goals(StoreKind store) {
            return goals;
        }
    }

    private static List<Round> rounds(double... perSecond) {
        return DoubleStream.of(perSecond)
                .mapToObj(each -> new Round(each, 1, 2, 0.25, 0))
                .toList();
    }

    private static Result result(Goal... goals) {
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        rounds.put(Side.TARN, rounds(10, 100, 30));
        rounds.put("floor", rounds(20, 400, 40));
        rounds.put("peer", rounds(5, 10, 120));
        return new Result(new Compared(List.of(goals)), StoreKind.H2, rounds, List.of("Without another: it died"));
    }

    @Test
    void aRatioIsTheMedianOfThoseOfEachRound() {
        // 0.5, 0.25 and 0.75; the medians of both sides would give 0.75.
        assertThat(result().ratio(List.of("floor"))).isCloseTo(0.5, within(1e-9));
        // Of the better one of each round: 0.5, 0.25 and 0.25.
        assertThat(result().ratio(List.of("floor", "peer"))).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aGoalIsMetOrMissedOrLeftOutWithItsSide() {
        Result result = result(
                Goal.throughput(0.5, "floor"),
                Goal.throughput(0.6, "floor"),
                Goal.throughput(2, "another"),
                Goal.fairness(4),
                Goal.fairness(2));

        assertThat(result.goals()).extracting(Result.Met::met).containsExactly(true, false, true, false);
    }

    @Test
    void theReportSaysWhatWasMissedAndWhatWasLeftOut() {
        Report report = new Report(
                Map.of("cores", "2"),
                List.of(result(Goal.throughput(0.6, "floor"))),
                List.of("other could not be measured"));

        assertThat(report.text()).contains("0.50 of floor: at least 0.60, MISSED", "Without another: it died");
        assertThat(report.html())
                .contains("MISSED", "Compared &lt;b&gt;", "Without another: it died", "other could not be measured");
        assertThat(report.json()).contains("\"met\" : false", "\"firstIsTimes\" : 0.5", "other could not be measured");
    }
}
