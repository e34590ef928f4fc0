package io.tarn.bench;

import io.tarn.bench.Result.Met;
import java.util.List;
import java.util.stream.DoubleStream;

/** The report as one page that needs nothing from elsewhere. */
final class HtmlReport {
    private static final String STYLE = """
            body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
            h2{margin-top:2.2rem;font-size:1.15rem}
            table{border-collapse:collapse;margin:.6rem 0}
            th,td{padding:.2rem .8rem .2rem 0;text-align:right;border-bottom:1px solid #ddd}
            th:first-child,td:first-child{text-align:left}
            .met{color:#176b2c}.missed{color:#a8211b;font-weight:600}
            .note{color:#666}
            svg text{font:12px system-ui,sans-serif;fill:#222}
            """;
    private static final int WIDTH = 620;
    private static final int LEFT = 240;
    private static final int BAR = 24;

    private final Report report;
    private final StringBuilder page = new StringBuilder();

    HtmlReport(Report report) {
        this.report = report;
    }

    String page() {
        page.append(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Tarn benchmark</title>\n<style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Tarn benchmark</h1>\n<table>");
        report.facts()
                .forEach((name, value) -> page.append("<tr><td>")
                        .append(text(name))
                        .append("</td><td style=\"text-align:left\">")
                        .append(text(value))
                        .append("</td></tr>\n"));
        page.append(
                "</table>\n<p class=\"note\">All sides of a row were measured in this run, by turns, after a round that"
                        + " does not count. A figure is the median over the rounds, a ratio the median of the ratios of each"
                        + " round. On a machine that does other work as well, read the ratios. Clients, servers and the"
                        + " database share the cores.</p>\n");
        report.failures()
                .forEach(failure -> page.append("<p class=\"missed\">")
                        .append(text(failure))
                        .append("</p>\n"));
        goals();
        report.results().forEach(this::row);
        return page.append("</body></html>\n").toString();
    }

    private void goals() {
        page.append(
                "<h2>Goals</h2>\n<table><tr><th>row</th><th>ratio</th><th>of</th><th>at least</th><th></th></tr>\n");
        for (Result result : report.results()) {
            for (Met met : result.goals()) {
                page.append("<tr><td>%s on %s</td><td>%.2f</td><td>%s</td><td>%.2f</td><td class=\"%s\">%s</td></tr>\n"
                        .formatted(
                                text(result.row().key()),
                                Bench.name(result.store()),
                                met.ratio(),
                                text(met.goal().what()),
                                met.goal().atLeast(),
                                met.met() ? "met" : "missed",
                                Report.verdict(met)));
            }
        }
        page.append("</table>\n");
    }

    private void row(Result result) {
        Row row = result.row();
        page.append("<h2>%s, on %s</h2>\n<p class=\"note\">%s: %d clients, %s a second</p>\n"
                .formatted(
                        text(row.title()),
                        Bench.name(result.store()),
                        text(row.key()),
                        row.clients(),
                        text(row.unit())));
        bars(result);
        figures(result);
        result.notes()
                .forEach(note ->
                        page.append("<p class=\"note\">").append(text(note)).append("</p>\n"));
    }

    /** A bar for each side's median, and a line from its slowest to its fastest round. */
    private void bars(Result result) {
        List<String> sides = List.copyOf(result.rounds().keySet());
        double most = sides.stream()
                .flatMapToDouble(side -> perSecond(result, side))
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - 70) / Math.max(most, 1e-9);
        page.append("<svg width=\"%d\" height=\"%d\" role=\"img\">".formatted(WIDTH, sides.size() * BAR + 4));
        for (int i = 0; i < sides.size(); i++) {
            String side = sides.get(i);
            double median = result.median(side, Round::perSecond);
            double low = LEFT + perSecond(result, side).min().orElse(0) * scale;
            double high = LEFT + perSecond(result, side).max().orElse(0) * scale;
            int y = i * BAR + 4;
            page.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>".formatted(LEFT - 8, y + 14, text(side)))
                    .append("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                            .formatted(LEFT, y, median * scale, BAR - 6, i == 0 ? "#2b6cb0" : "#a9b4c2"))
                    .append("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#222\"/>"
                            .formatted(low, high, y + 9, y + 9))
                    .append("<text x=\"%.1f\" y=\"%d\">%.0f</text>".formatted(high + 6, y + 14, median));
        }
        page.append("</svg>\n");
    }

    private static DoubleStream perSecond(Result result, String side) {
        return result.rounds().get(side).stream().mapToDouble(Round::perSecond);
    }

    private void figures(Result result) {
        page.append("<table><tr><th></th><th>")
                .append(text(result.row().unit()))
                .append("/s</th><th>slowest to fastest round</th><th>median ms</th><th>p99 ms</th>")
                .append("<th>slowest client to fastest</th><th>refused/s</th><th>the first is</th></tr>\n");
        for (String side : result.rounds().keySet()) {
            String times = result.others().contains(side) ? "%.2f times".formatted(result.ratio(List.of(side))) : "";
            page.append("<tr><td>%s</td><td>%.0f</td><td>%.0f to %.0f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td>"
                            .formatted(
                                    text(side),
                                    result.median(side, Round::perSecond),
                                    perSecond(result, side).min().orElse(0),
                                    perSecond(result, side).max().orElse(0),
                                    result.median(side, Round::median),
                                    result.median(side, Round::p99),
                                    result.median(side, Round::fairness)))
                    .append("<td>%.0f</td><td>%s</td></tr>\n".formatted(result.median(side, Round::refused), times));
        }
        page.append("</table>\n");
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
