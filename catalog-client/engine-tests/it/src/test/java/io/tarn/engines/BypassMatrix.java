package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What became of each way around policies, by client and version. */
final class BypassMatrix {
    /** What is hidden is called so in the tables. */
    private static final Pattern HIDDEN = Pattern.compile("hidden-|raw-[0-9]{4}|98765[0-9]{4}");

    private static final String LEAKS = "LEAKS";

    /** What a refusal says, and what the matrix says of it. */
    private static final Map<String, String> REASONS = Map.of(
            "metastore=tarn", "refused: client",
            "WRITEUNSEEN", "refused: write",
            "belongs to the managed tables", "refused: place",
            "The system table", "refused: plugin",
            "A direct look", "refused: plugin",
            "planned around", "refused: plugin",
            "QueryAuthSplit", "fails in client");

    private static final String LEGEND = """
            refused: client   the server: nobody says that the client keeps to policies
            refused: write    the server: who does not see a table whole changes nothing in it
            refused: place    the server: another table is there
            refused: plugin   the plugin, before it reads anything
            fails in client   Paimon itself cannot do that where something is hidden
            filtered          hidden rows are left out; masked, nulled: so are hidden values
            """;

    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    private final Map<String, Integer> widths = new LinkedHashMap<>();

    /**
     * Takes the outcomes of a process, whose steps are called {@code client | bypass}.
     *
     * @param reader with the version of its client
     * @param steps all that it printed since something is hidden
     */
    void fill(String reader, List<JsonNode> steps) {
        for (JsonNode step : steps) {
            if (step.has("step")) {
                String[] name = step.get("step").asText().split(" \\| ", 2);
                put(name[1], reader + " " + name[0], outcome(step));
            }
        }
        for (JsonNode step : steps) {
            if (step.has("step")) {
                boolean leaks = HIDDEN.matcher(said(step)).find();
                assertThat(leaks)
                        .as("what is hidden is in %s", step)
                        .isEqualTo(step.path("cell").asText().startsWith(LEAKS));
            }
        }
    }

    /** Says the same in all columns so far. */
    void fillRow(String bypass, String cell) {
        List.copyOf(widths.keySet()).forEach(column -> put(bypass, column, cell));
    }

    /** Says the same of all ways around that were tried so far. */
    void fillColumn(String column, String cell) {
        List.copyOf(rows.keySet()).forEach(bypass -> put(bypass, column, cell));
    }

    /** All but the statement itself. */
    private static String said(JsonNode step) {
        return step.path("rows").asText()
                + step.path("refusal").asText()
                + step.path("error").asText();
    }

    private static String outcome(JsonNode step) {
        if (step.has("ok") && !step.get("ok").asBoolean()) {
            return "FAILS";
        }
        if (step.has("cell")) {
            return step.get("cell").asText();
        }
        if (step.has("refusal")) {
            String because = step.path("because").asText();
            return REASONS.entrySet().stream()
                    .filter(reason -> because.contains(reason.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("refused: " + because);
        }
        String rows = step.path("rows").asText();
        if (rows.equals("[]")) {
            return "nothing";
        }
        return rows.contains("xxxx") ? "filtered, masked" : rows.contains("null") ? "filtered, nulled" : "filtered";
    }

    /** The ways around by which something hidden comes out. */
    Set<String> leaks(String column) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().getOrDefault(column, "").contains(LEAKS))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Of several statements about one bypass all outcomes are told. */
    private void put(String bypass, String column, String outcome) {
        Map<String, String> row = rows.computeIfAbsent(bypass, name -> new LinkedHashMap<>());
        String known = row.get(column);
        String all = known == null || known.equals(outcome)
                ? outcome
                : String.join("; ", new TreeSet<>(List.of((known + "; " + outcome).split("; ", -1))));
        row.put(column, all);
        widths.merge(column, Math.max(column.length(), all.length()), Math::max);
    }

    @Override
    public String toString() {
        int first = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder(pad("", first));
        widths.forEach((column, width) -> text.append("  ").append(pad(column, width)));
        rows.forEach((bypass, row) -> {
            text.append('\n').append(pad(bypass, first));
            widths.forEach((column, width) -> text.append("  ").append(pad(row.getOrDefault(column, "-"), width)));
        });
        return text.append('\n').append(LEGEND).toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
