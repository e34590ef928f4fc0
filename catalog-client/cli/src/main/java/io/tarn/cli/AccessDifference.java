package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between a file and a server.
 *
 * @param changes that make the server as the file says, in their order
 * @param problems why nothing of it can be done, a sentence each
 */
record AccessDifference(List<AccessChange> changes, List<String> problems) {
    /** @throws UsageException when the file cannot be read, or names a catalog that the server does not have */
    static AccessDifference of(Cli cli, String name, boolean prune) {
        long now = System.currentTimeMillis();
        AccessState written = AccessFile.read(name, text(cli, name));
        AccessState file = written.at(now);
        if (file.grants() < written.grants()) {
            cli.output()
                    .note((written.grants() - file.grants())
                            + " grants in the file are over since their 'until', and left out");
        }
        Set<String> missing = new TreeSet<>(file.catalogs().keySet());
        missing.removeAll(new Principals(cli).catalogs());
        if (!missing.isEmpty()) {
            throw new UsageException("The file has catalogs that the server does not: " + String.join(", ", missing));
        }
        AccessState server =
                new AccessReader(cli).read(file.catalogs().keySet()).at(now);
        AccessFileCheck check = new AccessFileCheck(cli, server);
        AccessState kept = check.check(file);
        return new AccessDifference(AccessPlan.of(server, kept, prune), check.problems());
    }

    private static String text(Cli cli, String name) {
        try {
            return name.equals("-")
                    ? String.join("\n", cli.terminal().in().lines().toList())
                    : Files.readString(Path.of(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException(name + " cannot be read: " + Yaml.reason(e), e);
        }
    }

    boolean none() {
        return changes.isEmpty() && problems.isEmpty();
    }

    /** A line for each change. */
    List<String> lines() {
        return changes.stream()
                .map(change -> change.sign() + " " + change.text())
                .toList();
    }

    /** Such as "3 to add, 1 to change, 0 to remove". */
    String summary() {
        var counts = AccessPlan.counts(changes);
        return counts.getOrDefault('+', 0L) + " to add, " + counts.getOrDefault('~', 0L) + " to change, "
                + counts.getOrDefault('-', 0L) + " to remove";
    }

    ObjectNode document() {
        ObjectNode document = Yaml.object();
        ArrayNode all = document.putArray("changes");
        changes.forEach(change ->
                all.addObject().put("sign", String.valueOf(change.sign())).put("change", change.text()));
        problems.forEach(document.putArray("problems")::add);
        return document;
    }
}
