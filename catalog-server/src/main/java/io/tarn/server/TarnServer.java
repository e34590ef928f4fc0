package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.config.ConfigLoader;
import io.tarn.server.ops.Catalogs;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The main class: {@code TarnServer --config conf/tarn.yaml}. */
public final class TarnServer {
    private TarnServer() {}

    public static void main(String[] arguments) {
        run(arguments, Surroundings.real());
    }

    /** Serves until the process is told to stop. */
    static void run(String[] arguments, Surroundings surroundings) {
        List<String> words = List.of(arguments);
        try {
            if (!words.isEmpty() && words.get(0).equals("doctor")) {
                System.exit(DoctorCommand.run(words.subList(1, words.size()), System.getenv(), System.out));
            }
            Optional<StoreCommand.Command> command = StoreCommand.named(words);
            if (command.isPresent()) {
                CommandLine line = command.get().parse().apply(words.subList(1, words.size()));
                Config config = load(StoreCommand.configuration(line));
                System.exit(command.get().run(line, config, System.out, System.err));
            }
            boolean rotate = begins(words, "key", "rotate");
            boolean check = begins(words, "check", "storage");
            Config config = load(configFile(rotate || check ? words.subList(2, words.size()) : words));
            if (rotate) {
                System.exit(KeyCommand.rotate(config, System.out).kept().isEmpty() ? 0 : 1);
            }
            if (check) {
                System.exit(CheckCommand.storage(config, System.out) ? 0 : 1);
            }
            Server server = Server.start(config, surroundings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
            announce(server, config, System.out);
        } catch (ConfigException e) {
            String what = StoreCommand.named(words).isPresent() ? "tarn " + words.get(0) : "Tarn cannot start";
            System.err.println(what + ": " + e.getMessage());
            System.exit(2);
        }
    }

    static Config load(Path file) {
        ConfigLoader.Loaded loaded = ConfigLoader.load(file, System.getenv());
        loaded.unusedVariables().forEach(name -> System.err.println("Warning: the variable " + name + " sets nothing"));
        // Where logback.xml puts its file; read when the first logger is made, which is after this.
        System.setProperty("tarn.data-dir", loaded.config().dataDir());
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        return loaded.config();
    }

    private static boolean begins(List<String> words, String first, String second) {
        return words.size() > 2 && words.subList(0, 2).equals(List.of(first, second));
    }

    private static Path configFile(List<String> arguments) {
        if (arguments.size() == 2 && arguments.get(0).equals("--config")) {
            return Path.of(arguments.get(1));
        }
        throw new ConfigException(
                "usage: [key rotate | check storage | doctor … | import … | fsck …] --config <file>, for example --config conf/tarn.yaml");
    }

    private static void stop(Server server) {
        System.out.println("Tarn is stopping: requests in work are finished first");
        server.close();
        System.out.println("Tarn has stopped");
    }

    /** Scripts wait for the first line. */
    private static void announce(Server server, Config config, PrintStream out) {
        String names = server.catalogs().all().stream()
                .map(Catalogs.Entry::catalog)
                .map(catalog -> catalog.name() + " (" + catalog.warehouse() + ")")
                .collect(Collectors.joining(", "));
        out.println("Tarn is ready on " + scheme(config.http().tls())
                + config.http().host() + ":" + server.httpPort());
        server.grpcPort()
                .ifPresent(port -> out.println("  gRPC        " + config.grpc().host() + ":" + port
                        + (plain(config.grpc().tls()) ? "" : " (TLS)")));
        out.println("  started in  " + ManagementFactory.getRuntimeMXBean().getUptime() + " ms");
        out.println("  catalogs    " + names);
        out.println("  store       " + config.store());
        out.println("  health      " + scheme(config.monitor().tls())
                + config.monitor().host() + ":" + server.monitorPort() + "/health/ready");
        out.println("  metrics     " + scheme(config.monitor().tls())
                + config.monitor().host() + ":" + server.monitorPort() + "/metrics");
        if (server.firstStart()) {
            out.println("  root token  " + server.tokenFile() + " (made just now; only its hash is in the database)");
        } else {
            out.println("  root token  made at the first start, in root.token of that server's data-dir");
        }
        out.println("Next: point an engine at it, see 'Engines' in README.md; Ctrl-C stops.");
        out.flush();
    }

    private static String scheme(Config.Tls tls) {
        return plain(tls) ? "http://" : "https://";
    }

    private static boolean plain(Config.Tls tls) {
        return tls.certificate().isEmpty() && tls.keyStore().isEmpty();
    }
}
