package io.tarn.server;

import io.tarn.schema.testing.DatabaseServer;
import io.tarn.server.config.Authentication;
import io.tarn.server.config.Authorization;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigLoader;
import io.tarn.server.model.Layout;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A real server in this process, on free ports, with a small body limit and three catalogs. */
public final class TestServer implements AutoCloseable {
    /** Tests send wrong tokens by the hundred. */
    private static final String PATIENT = "throttle: {failures: 1000000, source-failures: 1000000}";

    public static final Config.Tls NO_TLS = new Config.Tls("", "", "", "", Config.ClientCertificates.NONE, "");

    public static final Config.S3 NO_S3 = new Config.S3("", "us-east-1", "", "", false, noVending());

    public static final int MAX_BODY = 1 << 20;

    private static final int FILES_PER_SECOND = 500;

    private final Path dataDir;
    private final Server server;

    private TestServer(Path dataDir, Server server) {
        this.dataDir = dataDir;
        this.server = server;
    }

    public static TestServer start(Path dataDir) {
        return start(dataDir, CommitSteps.unobserved());
    }

    public static TestServer start(Path dataDir, CommitSteps steps) {
        return new TestServer(dataDir, Server.start(config(dataDir), steps));
    }

    /** A server that deletes the files of dropped tables at once. */
    public static TestServer purging(Path dataDir) {
        return with(dataDir, settings -> settings.purge = new Config.Purge(0, FILES_PER_SECOND));
    }

    /** A server with these settings under {@code authentication} in its configuration. */
    public static TestServer authenticating(Path dataDir, String authentication) {
        return with(dataDir, settings -> settings.authentication = authentication(authentication));
    }

    /** A server that decides as these settings say. */
    public static TestServer authorizing(Path dataDir, String authorization) {
        return with(dataDir, settings -> settings.authorization = authorization(authorization));
    }

    /** A server with these catalogs instead. */
    public static TestServer withCatalogs(Path dataDir, List<Config.Catalog> catalogs) {
        return with(dataDir, settings -> settings.catalogs = catalogs);
    }

    /** One of several servers on one database; they share the directory, as they would share storage. */
    public static TestServer replica(Path dataDir, DatabaseServer database, String name) {
        return new TestServer(dataDir, Server.start(replicaConfig(dataDir, database, name), CommitSteps.unobserved()));
    }

    /** A server with TLS on its ports. */
    public static TestServer secure(Path dataDir, Config.Tls tls, String authentication) {
        return with(dataDir, settings -> {
            settings.http = new Config.Http("127.0.0.1", 0, MAX_BODY, 0, tls);
            settings.grpc = grpc(tls);
            settings.monitor = new Config.Monitor("127.0.0.1", 0, tls);
            settings.authentication = authentication(authentication);
        });
    }

    /** A server that sends its clients away before it stops. */
    public static TestServer leaving(Path dataDir, int seconds) {
        return with(dataDir, settings -> settings.http = new Config.Http("127.0.0.1", 0, MAX_BODY, seconds, NO_TLS));
    }

    /** A server that lets in so many requests a second. */
    public static TestServer limiting(Path dataDir, Config.Admission admission) {
        return with(dataDir, settings -> settings.admission = admission);
    }

    /** A server that sends its events. */
    public static TestServer sending(Path dataDir, Config.Feed feed) {
        return with(dataDir, settings -> settings.feed = feed);
    }

    /** What {@link #replica} is configured with. */
    public static Config replicaConfig(Path dataDir, DatabaseServer database, String name) {
        return config(
                dataDir,
                settings -> settings.store = new Config.Store(
                        database.jdbcUrl(name), database.user(), database.password(), 8, Config.Durability.PROCESS));
    }

    public static Config config(Path dataDir) {
        return config(dataDir, settings -> {});
    }

    private static TestServer with(Path dataDir, Consumer<Settings> different) {
        return new TestServer(dataDir, Server.start(config(dataDir, different), CommitSteps.unobserved()));
    }

    private static Config config(Path dataDir, Consumer<Settings> different) {
        Settings settings = new Settings(dataDir);
        different.accept(settings);
        return settings.config();
    }

    /** What a server is configured with, unless a test wants it otherwise. */
    private static final class Settings {
        private final Path dataDir;
        private Config.Http http = new Config.Http("127.0.0.1", 0, MAX_BODY, 0, NO_TLS);
        private Config.Grpc grpc = grpc(NO_TLS);
        private Config.Monitor monitor = new Config.Monitor("127.0.0.1", 0, NO_TLS);
        private Config.Admission admission = new Config.Admission(0, 0);
        private Authentication authentication = authentication(PATIENT);
        private Authorization authorization = authorization("");
        private Config.Store store = new Config.Store("", "", "", 8, Config.Durability.PROCESS);
        private Config.Feed feed = new Config.Feed(7, List.of(), List.of());
        private Config.Purge purge = new Config.Purge(3_600, FILES_PER_SECOND);
        private List<Config.Catalog> catalogs;

        Settings(Path dataDir) {
            this.dataDir = dataDir;
            this.catalogs = List.of(
                    catalog("main", Layout.UNIQUE, List.of(), Map.of("hint", "from the server")),
                    catalog("plain", Layout.PLAIN, List.of(), Map.of()),
                    catalog("a b+c", Layout.UNIQUE, List.of("file:" + dataDir.resolve("outside")), Map.of()));
        }

        Config config() {
            return new Config(
                    dataDir.toString(),
                    http,
                    grpc,
                    monitor,
                    admission,
                    authentication,
                    authorization,
                    store,
                    new Config.Secrets("", ""),
                    new Config.Audit(365),
                    feed,
                    purge,
                    catalogs);
        }
    }

    /** What a configuration file with nothing but these settings says about logging in. */
    public static Authentication authentication(String settings) {
        return loaded("authentication", settings).authentication();
    }

    /** What a configuration file with nothing but these settings says about who decides. */
    public static Authorization authorization(String settings) {
        return loaded("authorization", settings).authorization();
    }

    private static Config loaded(String section, String settings) {
        try {
            Path file = Files.createTempFile("tarn", ".yaml");
            Files.writeString(file, settings.isBlank() ? "" : section + ":\n" + settings.indent(2));
            Config loaded = ConfigLoader.load(file, Map.of()).config();
            Files.delete(file);
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a free port. */
    public static Config.Grpc grpc(Config.Tls tls) {
        return new Config.Grpc(true, "127.0.0.1", 0, MAX_BODY, 60, 20, 600, 256, true, tls);
    }

    private static Config.Catalog catalog(
            String name, Layout layout, List<String> allowed, Map<String, String> clientOptions) {
        return new Config.Catalog(name, "", layout, allowed, clientOptions, NO_S3);
    }

    private static Config.Vending noVending() {
        return new Config.Vending(Config.VendingMode.NONE, "", "", "", "", "", 10_800);
    }

    public Path dataDir() {
        return dataDir;
    }

    public int port() {
        return server.httpPort();
    }

    public int grpcPort() {
        return server.grpcPort().orElseThrow();
    }

    public int monitorPort() {
        return server.monitorPort();
    }

    public Path tokenFile() {
        return server.tokenFile();
    }

    public String rootToken() {
        try {
            return Files.readString(server.tokenFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
