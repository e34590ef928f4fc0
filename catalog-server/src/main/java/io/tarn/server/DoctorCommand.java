package io.tarn.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.config.ConfigLoader;
import io.tarn.server.doctor.CertificateChecks;
import io.tarn.server.doctor.FileChecks;
import io.tarn.server.doctor.Finding;
import io.tarn.server.doctor.MachineChecks;
import io.tarn.server.doctor.PortChecks;
import io.tarn.server.model.Names;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code tarn doctor}: looks at everything that a server needs, and says of each what to do. It changes nothing, but for files
 * of its own in the catalogs' storage that it deletes again, so it may run before the first start and beside servers.
 */
final class DoctorCommand {
    private static final String USAGE = "tarn doctor [--config FILE] [--servers N] [--skip-storage] [--json]";
    private static final int CONNECT_MILLIS = 500;

    private static final Set<String> OF_THE_CLIENT = Set.of(
            "TARN_CONFIG",
            "TARN_PROFILE",
            "TARN_HTTP_URL",
            "TARN_GRPC_URL",
            "TARN_CATALOG",
            "TARN_CA_FILE",
            "TARN_TOKEN_FILE",
            "TARN_TOKEN");

    private final Config config;
    private final Path dataDir;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private DoctorCommand(Config config, Clock clock) {
        this.config = config;
        this.dataDir = Path.of(config.dataDir()).toAbsolutePath().normalize();
        this.clock = clock;
    }

    /**
     * @param words after the command's name
     * @return the exit code: 1 when something is wrong
     * @throws ConfigException for words that it does not know
     */
    static int run(List<String> words, Map<String, String> environment, PrintStream out) {
        CommandLine line =
                new CommandLine(USAGE, words, Set.of("--config", "--servers"), Set.of("--json", "--skip-storage"));
        Path file = StoreCommand.configuration(line);
        int servers = servers(line);
        List<Finding> findings;
        try {
            ConfigLoader.Loaded loaded = ConfigLoader.load(file, environment);
            System.setProperty("tarn.data-dir", loaded.config().dataDir());
            DoctorCommand doctor = new DoctorCommand(loaded.config(), Clock.systemUTC());
            doctor.configuration(file, loaded);
            doctor.run(servers, line.has("--skip-storage"));
            findings = doctor.findings;
        } catch (ConfigException e) {
            findings =
                    List.of(Finding.wrong("configuration", e.getMessage(), "correct it; conf/tarn.yaml has every key"));
        }
        if (line.has("--json")) {
            out.println(json(findings));
        } else {
            print(findings, out);
        }
        return wrong(findings) == 0 ? 0 : 1;
    }

    private static int servers(CommandLine line) {
        String text = line.text("--servers", "1");
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw line.wrong("--servers is how many servers there are on the database");
        }
        return Integer.parseInt(text);
    }

    private static long wrong(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.grade() == Finding.Grade.WRONG)
                .count();
    }

    private static void print(List<Finding> findings, PrintStream out) {
        for (Finding finding : findings) {
            out.printf(
                    "%-7s  %s: %s%n",
                    finding.grade().name().toLowerCase(Locale.ROOT), finding.what(), Names.printable(finding.seen()));
            if (!finding.advice().isEmpty()) {
                out.println("         -> " + finding.advice());
            }
        }
        long wrong = wrong(findings);
        long warnings = findings.stream()
                .filter(finding -> finding.grade() == Finding.Grade.WARNING)
                .count();
        out.println(
                wrong == 0 && warnings == 0
                        ? "Everything is as it must be"
                        : wrong + " wrong, " + warnings + (warnings == 1 ? " warning" : " warnings"));
    }

    private static ObjectNode json(List<Finding> findings) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("wrong", wrong(findings));
        ArrayNode checks = document.putArray("checks");
        for (Finding finding : findings) {
            checks.addObject()
                    .put("what", finding.what())
                    .put("grade", finding.grade().name().toLowerCase(Locale.ROOT))
                    .put("seen", finding.seen())
                    .put("advice", finding.advice());
        }
        return document;
    }

    /** The command that uses a server has variables of its own, and may be at home in the same shell. */
    private void configuration(Path file, ConfigLoader.Loaded loaded) {
        List<String> unused = loaded.unusedVariables().stream()
                .filter(name -> !OF_THE_CLIENT.contains(name))
                .toList();
        findings.add(
                unused.isEmpty()
                        ? Finding.ok("configuration", file.toString())
                        : Finding.warning(
                                "configuration",
                                String.join(", ", unused) + " set nothing",
                                "correct the names, or take them out of the environment"));
    }

    private void run(int servers, boolean skipStorage) {
        boolean running = answers(config.monitor().host(), config.monitor().port());
        findings.addAll(MachineChecks.of(machine()));
        files();
        ports(running);
        certificates();
        findings.addAll(new DoctorStore(config, dataDir, servers).run());
        if (!skipStorage) {
            config.catalogs().forEach(this::storage);
        }
    }

    private static MachineChecks.Machine machine() {
        long memory = Long.MAX_VALUE;
        // Since Java 17 this is the container's, where there is one.
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            memory = system.getTotalMemorySize();
        }
        return new MachineChecks.Machine(
                Runtime.version().feature(),
                Runtime.getRuntime().maxMemory(),
                memory,
                Runtime.getRuntime().availableProcessors(),
                ZoneId.systemDefault().getId(),
                Locale.getDefault(),
                System.getProperty("sun.jnu.encoding", "unknown"));
    }

    private void files() {
        if (!Files.exists(dataDir)) {
            findings.add(Finding.ok("data-dir", dataDir + " is made at the first start"));
        } else {
            findings.add(FileChecks.directory("data-dir", dataDir));
            secret("the embedded store's master key", dataDir.resolve("master.key"));
            secret("the first token", dataDir.resolve("root.token"));
            if (config.store().embedded()) {
                findings.add(MachineChecks.disk(dataDir));
            }
        }
        named("secrets.master-key-file", config.secrets().masterKeyFile());
        named("authorization.ranger.token-file", config.authorization().ranger().tokenFile());
        for (Map.Entry<String, Config.Tls> port : tls().entrySet()) {
            named(port.getKey() + ".key", port.getValue().key());
            named(port.getKey() + ".key-store", port.getValue().keyStore());
        }
    }

    private void secret(String what, Path file) {
        if (Files.exists(file)) {
            findings.add(FileChecks.secret(what, file));
        }
    }

    private void named(String key, String file) {
        if (!file.isEmpty()) {
            findings.add(FileChecks.secret(key, Path.of(file)));
        }
    }

    private Map<String, Config.Tls> tls() {
        return Map.of(
                "http.tls", config.http().tls(),
                "grpc.tls", config.grpc().tls(),
                "monitor.tls", config.monitor().tls());
    }

    private void ports(boolean running) {
        findings.add(
                PortChecks.port("http.port", config.http().host(), config.http().port(), running));
        if (config.grpc().enabled()) {
            findings.add(PortChecks.port(
                    "grpc.port", config.grpc().host(), config.grpc().port(), running));
        }
        findings.add(PortChecks.port(
                "monitor.port", config.monitor().host(), config.monitor().port(), running));
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void certificates() {
        tls().forEach((key, settings) -> {
            try {
                if (TlsSetUp.of(key, settings).isPresent()) {
                    findings.add(CertificateChecks.expiry(
                            key, TlsSetUp.files(settings).expires(), clock.instant()));
                }
            } catch (ConfigException | IOException | GeneralSecurityException e) {
                findings.add(Finding.wrong(
                        key, String.valueOf(e.getMessage()), "name the files of a certificate and its key"));
            }
        });
    }

    private void storage(Config.Catalog catalog) {
        String what = "storage of '" + Names.printable(catalog.name()) + "'";
        if (catalog.warehouse().isEmpty() && !Files.exists(dataDir)) {
            findings.add(Finding.ok(what, "is made in data-dir at the first start"));
            return;
        }
        try {
            for (StorageCheck.Outcome outcome : CheckCommand.check(catalog, dataDir)) {
                String seen = outcome.what() + ": " + outcome.seen();
                findings.add(
                        switch (outcome.grade()) {
                            case OK -> Finding.ok(what, seen);
                            case WARN -> Finding.warning(what, seen, "see 'Credentials for engines' in README.md");
                            case FAIL -> Finding.wrong(what, seen, "see to the store, its keys, and what they may");
                        });
            }
        } catch (ConfigException e) {
            findings.add(Finding.wrong(what, String.valueOf(e.getMessage()), "correct the catalog's configuration"));
        }
    }
}
