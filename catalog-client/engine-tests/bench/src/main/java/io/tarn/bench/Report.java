package io.tarn.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.bench.Result.Met;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The results of a run, for people and for programs. */
record Report(Map<String, String> facts, List<Result> results, List<String> failures) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    Report {
        results = List.copyOf(results);
        failures = List.copyOf(failures);
    }

    String json() {
        ObjectNode report = JSON.createObjectNode();
        ObjectNode machine = report.putObject("machine");
        facts.forEach(machine::put);
        ArrayNode rows = report.putArray("rows");
        for (Result result : results) {
            row(rows.addObject(), result);
        }
        ArrayNode failed = report.putArray("failures");
        failures.forEach(failed::add);
        try {
            return JSON.writeValueAsString(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(ObjectNode json, Result result) {
        json.put("key", result.row().key())
                .put("title", result.row().title())
                .put("database", Bench.name(result.store()))
                .put("clients", result.row().clients())
                .put("unit", result.row().unit());
        ArrayNode sides = json.putArray("sides");
        for (String side : result.rounds().keySet()) {
            ObjectNode each = sides.addObject().put("name", side);
            each.put("perSecond", result.median(side, Round::perSecond))
                    .put("medianMillis", result.median(side, Round::median))
                    .put("p99Millis", result.median(side, Round::p99))
                    .put("slowestToFastest", result.median(side, Round::fairness))
                    .put("refusedPerSecond", result.median(side, Round::refused));
            if (result.others().contains(side)) {
                each.put("firstIsTimes", result.ratio(List.of(side)));
            }
            ArrayNode rounds = each.putArray("rounds");
            result.rounds().get(side).forEach(round -> rounds.add(round.perSecond()));
        }
        ArrayNode goals = json.putArray("goals");
        for (Met met : result.goals()) {
            goals.addObject()
                    .put("ratio", met.ratio())
                    .put("of", met.goal().what())
                    .put("atLeast", met.goal().atLeast())
                    .put("met", met.met());
        }
        ArrayNode notes = json.putArray("notes");
        result.notes().forEach(notes::add);
    }

    /** The ratios alone, for a terminal. */
    String text() {
        StringBuilder text = new StringBuilder("\nRatios, and what they should come to:\n");
        for (Result result : results) {
            String row = result.row().key() + " on " + Bench.name(result.store());
            for (String side : result.others()) {
                text.append("  %-32s %6.2f of %s%n".formatted(row, result.ratio(List.of(side)), side));
            }
            for (Met met : result.goals()) {
                text.append("  %-32s %6.2f %s: at least %.2f, %s%n"
                        .formatted(
                                row, met.ratio(), met.goal().what(), met.goal().atLeast(), verdict(met)));
            }
            result.notes().forEach(note -> text.append("  %-32s %s%n".formatted(row, note)));
        }
        failures.forEach(failure -> text.append("  ").append(failure).append('\n'));
        return text.toString();
    }

    static String verdict(Met met) {
        return met.met() ? "met" : "MISSED";
    }

    String html() {
        return new HtmlReport(this).page();
    }
}
