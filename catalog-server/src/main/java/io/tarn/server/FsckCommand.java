package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.http.Json;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.CheckTables;
import io.tarn.server.ops.adoption.Finding;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.ManifestCounter;
import io.tarn.server.paimonlib.ManifestFiles;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code tarn fsck}: holds what the database says of tables against what storage has. Runs beside servers on MySQL or
 * MariaDB, and instead of the server on the embedded database.
 */
final class FsckCommand {
    private static final String USAGE =
            "tarn fsck [--config <file>] [--catalog <name>] [--database <name> [--table <name>]]"
                    + " [--deep] [--repair] [--json]";

    private FsckCommand() {}

    /** How many were found, and how many of them are left. */
    private static final class Sums {
        private long found;
        private long left;
    }

    /** @throws ConfigException when the words cannot be understood */
    static CommandLine parse(List<String> words) {
        CommandLine line = new CommandLine(
                USAGE,
                words,
                Set.of("--config", "--catalog", "--database", "--table"),
                Set.of("--deep", "--repair", "--json"));
        if (line.has("--table") && !line.has("--database")) {
            throw line.wrong("--table needs --database");
        }
        return line;
    }

    /** As {@link StoreCommand.Command#run}. */
    static int run(CommandLine line, Config config, PrintStream out, PrintStream progress) {
        Clock clock = Clock.systemUTC();
        try (OpenedServer opened = OpenedServer.open(config, clock)) {
            CheckTables check = new CheckTables(
                    opened.store(),
                    new FileFormatsJson(),
                    new ManifestFiles(),
                    new ManifestCounter(),
                    StoreCommand::sleep,
                    clock);
            return run(line, check, request(line, opened), out, progress);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static int run(
            CommandLine line, CheckTables check, CheckTables.Request request, PrintStream out, PrintStream progress) {
        boolean json = line.has("--json");
        Sums sums = new Sums();
        long looked = check.run(
                request,
                finding -> {
                    sums.found++;
                    sums.left += finding.repaired() ? 0 : 1;
                    out.println(json ? json(finding) : text(finding, request.repair()));
                },
                branches -> progress.println(branches + " branches looked at"));
        if (json) {
            out.println(Json.text(Json.object()
                    .put("branches", looked)
                    .put("findings", sums.found)
                    .put("repaired", sums.found - sums.left)));
        } else {
            out.println(looked + (looked == 1 ? " branch was" : " branches were") + " looked at; "
                    + (sums.found == 0
                            ? "database and storage say the same"
                            : sums.found + " findings, " + (sums.found - sums.left) + " repaired"));
        }
        return sums.left == 0 ? 0 : 1;
    }

    private static CheckTables.Request request(CommandLine line, OpenedServer opened) {
        String name = line.text("--catalog", "");
        List<Catalogs.Entry> catalogs = name.isEmpty() ? opened.catalogs().all() : List.of(opened.catalog(name));
        return new CheckTables.Request(
                catalogs,
                orNull(line, "--database"),
                orNull(line, "--table"),
                line.has("--deep"),
                line.has("--repair"));
    }

    private static @Nullable String orNull(CommandLine line, String name) {
        return line.has(name) ? line.text(name) : null;
    }

    private static String text(Finding finding, boolean repair) {
        String what = "%-7s  %s  %s.%s%s: %s"
                .formatted(
                        finding.repaired() ? "OK" : finding.code().severity(),
                        finding.code(),
                        finding.catalog(),
                        finding.object(),
                        finding.subject().isEmpty() ? "" : " " + finding.subject(),
                        finding.text());
        if (finding.repaired()) {
            return what + " (repaired)";
        }
        String remedy = finding.code().repairable()
                ? (repair
                        ? "could not be repaired; the log says why"
                        : "--repair " + finding.code().remedy())
                : finding.code().remedy();
        return what + " (" + remedy + ")";
    }

    private static String json(Finding finding) {
        return Json.text(Json.object()
                .put("code", finding.code().name())
                .put("severity", finding.code().severity().name())
                .put("catalog", finding.catalog())
                .put("object", finding.object())
                .put("file", finding.subject())
                .put("text", finding.text())
                .put("repairable", finding.code().repairable())
                .put("remedy", finding.code().remedy())
                .put("repaired", finding.repaired()));
    }
}
