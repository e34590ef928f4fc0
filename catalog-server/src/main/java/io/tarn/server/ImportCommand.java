package io.tarn.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.plugin.MetastoreException;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.http.Json;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.ImportWarehouse;
import io.tarn.server.ops.adoption.Imported;
import io.tarn.server.ops.adoption.Imported.Outcome;
import io.tarn.server.ops.adoption.WarehouseDirectories;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.SourceCatalog;
import io.tarn.server.store.jdbc.JdbcSourceCatalog;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * {@code tarn import}: adopts the tables of a warehouse that Paimon's filesystem, JDBC or Hive catalog made. Runs beside servers
 * on MySQL or MariaDB, and instead of the server on the embedded database.
 */
final class ImportCommand {
    private static final String FILESYSTEM = "filesystem:";
    private static final String JDBC = "jdbc:";
    private static final String HIVE = "hive:";
    private static final String THRIFT = "thrift:";
    private static final Set<String> OPTIONS = Set.of(
            "--config",
            "--catalog",
            "--from",
            "--warehouse",
            "--catalog-key",
            "--as",
            "--include",
            "--exclude",
            "--quiet-seconds",
            "--owner");
    private static final String USAGE =
            "tarn import --from filesystem:<warehouse>|jdbc:<url>|thrift://<host>:<port>|hive:<hive-site.xml> [--config <file>]"
                    + " [--catalog <name>] [--as managed|external] [--include <pattern>] [--exclude <pattern>]"
                    + " [--quiet-seconds <n>] [--owner <principal>] [--dry-run] [--json]"
                    + " [--warehouse <place> and --catalog-key <key>, with jdbc]";

    private ImportCommand() {}

    /** @throws ConfigException when the words cannot be understood */
    static CommandLine parse(List<String> words) {
        CommandLine line = new CommandLine(USAGE, words, OPTIONS, Set.of("--dry-run", "--json"));
        checkSource(line);
        return line;
    }

    /** As {@link StoreCommand.Command#run}. */
    static int run(CommandLine line, Config config, PrintStream out, PrintStream progress) {
        Clock clock = Clock.systemUTC();
        try (OpenedServer opened = OpenedServer.open(config, clock);
                SourceCatalog source = source(line, opened)) {
            ImportWarehouse.Request request = request(line, opened);
            progress.println(
                    "Looking at the tables of " + (source.knowsPlaces() ? line.text("--from") : request.warehouse()));
            List<Imported> results = new ImportWarehouse(
                            opened.store(),
                            new LocationRules(opened.store()),
                            new PaimonSchemas(),
                            new FileFormatsJson(),
                            StoreCommand::sleep,
                            clock)
                    .run(opened.root(), request, source, result -> tell(result, progress));
            Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
            results.forEach(result -> counts.merge(result.outcome(), 1, Integer::sum));
            if (line.has("--json")) {
                out.println(Json.text(json(results, counts)));
            } else {
                summary(results, counts, out);
            }
            return results.stream().allMatch(result -> result.outcome().good()) ? 0 : 1;
        } catch (TarnException | IllegalArgumentException | MetastoreException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static ImportWarehouse.Request request(CommandLine line, OpenedServer opened) {
        Catalogs.Entry catalog = opened.catalog(line.text("--catalog", ""));
        Location warehouse = warehouse(line, catalog);
        boolean own = catalog.catalog().warehouse().contains(warehouse);
        boolean external = switch (line.text("--as", own ? "managed" : "external")) {
            case "managed" -> false;
            case "external" -> true;
            default -> throw line.wrong("--as is managed or external");
        };
        return new ImportWarehouse.Request(
                catalog,
                warehouse,
                external,
                line.has("--dry-run"),
                wanted(line),
                Duration.ofSeconds(seconds(line)),
                opened.principal(line.text("--owner", "user:" + Bootstrap.ROOT)));
    }

    private static void checkSource(CommandLine line) {
        String from = line.text("--from");
        if (!from.startsWith(FILESYSTEM) && !from.startsWith(JDBC) && !isHive(from)) {
            throw line.wrong(
                    "--from is filesystem:<warehouse>, jdbc:<url>, thrift://<host>:<port> or hive:<hive-site.xml>");
        }
        if (isHive(from) && !line.text("--warehouse", "").isEmpty()) {
            throw line.wrong("a metastore says itself where tables are; --warehouse is for jdbc");
        }
    }

    private static boolean isHive(String from) {
        return from.startsWith(HIVE) || from.startsWith(THRIFT);
    }

    private static Location warehouse(CommandLine line, Catalogs.Entry catalog) {
        String from = line.text("--from");
        if (from.startsWith(FILESYSTEM)) {
            return Location.parse(from.substring(FILESYSTEM.length()));
        }
        String named = line.text("--warehouse", "");
        return named.isEmpty() ? catalog.catalog().warehouse() : Location.parse(named);
    }

    private static SourceCatalog source(CommandLine line, OpenedServer opened) {
        Catalogs.Entry catalog = opened.catalog(line.text("--catalog", ""));
        String from = line.text("--from");
        if (from.startsWith(FILESYSTEM)) {
            return new WarehouseDirectories(catalog.storage(), warehouse(line, catalog));
        }
        if (isHive(from)) {
            return MetastoreSource.hive(from.startsWith(HIVE) ? from.substring(HIVE.length()) : from);
        }
        Map<String, String> environment = System.getenv();
        return JdbcSourceCatalog.open(
                from,
                environment.getOrDefault("TARN_IMPORT_USER", ""),
                environment.getOrDefault("TARN_IMPORT_PASSWORD", ""),
                line.text("--catalog-key", JdbcSourceCatalog.DEFAULT_KEY));
    }

    private static long seconds(CommandLine line) {
        String text = line.text("--quiet-seconds", "10");
        if (!text.matches("[0-9]{1,6}")) {
            throw line.wrong("--quiet-seconds is a number of seconds");
        }
        return Long.parseLong(text);
    }

    private static Predicate<String> wanted(CommandLine line) {
        List<Pattern> included =
                line.all("--include").stream().map(ImportCommand::pattern).toList();
        List<Pattern> excluded =
                line.all("--exclude").stream().map(ImportCommand::pattern).toList();
        return name -> (included.isEmpty()
                        || included.stream().anyMatch(p -> p.matcher(name).matches()))
                && excluded.stream().noneMatch(p -> p.matcher(name).matches());
    }

    /** Of {@code database.table}: a star is any text, a question mark any character. */
    static Pattern pattern(String text) {
        StringBuilder pattern = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                default -> pattern.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }

    private static void tell(Imported result, PrintStream progress) {
        progress.printf("%-16s %s: %s%n", word(result.outcome()), Names.printable(result.name()), result.text());
    }

    private static void summary(List<Imported> results, Map<Outcome, Integer> counts, PrintStream out) {
        results.stream().filter(result -> !result.outcome().good()).forEach(result -> tell(result, out));
        counts.forEach((outcome, count) -> out.println(count + " " + word(outcome)));
        if (results.isEmpty()) {
            out.println("There is no table in this warehouse, or none that was asked for");
        }
    }

    private static ObjectNode json(List<Imported> results, Map<Outcome, Integer> counts) {
        ObjectNode json = Json.object();
        ObjectNode sums = json.putObject("counts");
        counts.forEach((outcome, count) -> sums.put(outcome.name(), count));
        ArrayNode tables = json.putArray("tables");
        for (Imported result : results) {
            tables.addObject()
                    .put("database", result.database())
                    .put("table", result.table())
                    .put("outcome", result.outcome().name())
                    .put("text", result.text());
        }
        return json;
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
