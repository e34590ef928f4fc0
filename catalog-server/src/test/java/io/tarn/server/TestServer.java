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

/** A real server in this process, on free ports, with a small body limit and three catalogs. */
public final class TestServer implements AutoCloseable {
    /** Tests send wrong tokens by the hundred. */
    private static final String PATIENT = "throttle: {failures: 1000000, source-failures: 1000000}";

    public static final Config.Tls NO_TLS = new Config.Tls("", "", "", "", Config.ClientCertificates.NONE, "");

    public static final Config.S3 NO_S3 = new Config.S3("", "us-east-1", "", "", false, noVending());

    public static final int MAX_BODY = 1 << 20;

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
        return new TestServer(dataDir, Server.start(config(dataDir, 0), CommitSteps.unobserved()));
    }

    /** A server with these settings under {@code authentication} in its configuration. */
    public static TestServer authenticating(Path dataDir, String settings) {
        return new TestServer(
                dataDir, Server.start(config(dataDir, 3_600, authentication(settings)), CommitSteps.unobserved()));
    }

    /** A server with these catalogs instead. */
    public static TestServer withCatalogs(Path dataDir, List<Config.Catalog> catalogs) {
        Config config = config(dataDir);
        return with(config, config.authorization(), config.store(), catalogs);
    }

    /** One of several servers on one database; they share the directory, as they would share storage. */
    public static TestServer replica(Path dataDir, DatabaseServer database, String name) {
        return new TestServer(dataDir, Server.start(replicaConfig(dataDir, database, name), CommitSteps.unobserved()));
    }

    /** A server with TLS on both ports. */
    public static TestServer secure(Path dataDir, Config.Tls tls, String authentication) {
        Config plain = config(dataDir, 3_600, authentication(authentication));
        return new TestServer(
                dataDir,
                Server.start(
                        new Config(
                                plain.dataDir(),
                                new Config.Http("127.0.0.1", 0, MAX_BODY, 0, tls),
                                grpc(tls),
                                new Config.Monitor("127.0.0.1", 0, tls),
                                new Config.Admission(0, 0),
                                plain.authentication(),
                                plain.authorization(),
                                plain.store(),
                                plain.secrets(),
                                plain.audit(),
                                plain.feed(),
                                plain.purge(),
                                plain.catalogs()),
                        CommitSteps.unobserved()));
    }

    /** A server that sends its clients away before it stops. */
    public static TestServer leaving(Path dataDir, int seconds) {
        Config config = config(dataDir);
        return new TestServer(
                dataDir,
                Server.start(
                        new Config(
                                config.dataDir(),
                                new Config.Http("127.0.0.1", 0, MAX_BODY, seconds, NO_TLS),
                                config.grpc(),
                                config.monitor(),
                                config.admission(),
                                config.authentication(),
                                config.authorization(),
                                config.store(),
                                config.secrets(),
                                config.audit(),
                                config.feed(),
                                config.purge(),
                                config.catalogs()),
                        CommitSteps.unobserved()));
    }

    /** What {@link #replica} is configured with. */
    public static Config replicaConfig(Path dataDir, DatabaseServer database, String name) {
        Config config = config(dataDir);
        Config.Store store = new Config.Store(
                database.jdbcUrl(name), database.user(), database.password(), 8, Config.Durability.PROCESS);
        return changed(config, config.authorization(), store, config.catalogs());
    }

    private static TestServer with(
            Config config, Authorization authorization, Config.Store store, List<Config.Catalog> catalogs) {
        Config changed = changed(config, authorization, store, catalogs);
        return new TestServer(Path.of(config.dataDir()), Server.start(changed, CommitSteps.unobserved()));
    }

    private static Config changed(
            Config config, Authorization authorization, Config.Store store, List<Config.Catalog> catalogs) {
        return new Config(
                config.dataDir(),
                config.http(),
                config.grpc(),
                config.monitor(),
                config.admission(),
                config.authentication(),
                authorization,
                store,
                config.secrets(),
                config.audit(),
                config.feed(),
                config.purge(),
                catalogs);
    }

    /** A server that lets in so many requests a second. */
    public static TestServer limiting(Path dataDir, Config.Admission admission) {
        return with(dataDir, admission, config(dataDir).feed());
    }

    /** A server that sends its events. */
    public static TestServer sending(Path dataDir, Config.Feed feed) {
        return with(dataDir, config(dataDir).admission(), feed);
    }

    private static TestServer with(Path dataDir, Config.Admission admission, Config.Feed feed) {
        Config plain = config(dataDir);
        return new TestServer(
                dataDir,
                Server.start(
                        new Config(
                                plain.dataDir(),
                                plain.http(),
                                plain.grpc(),
                                plain.monitor(),
                                admission,
                                plain.authentication(),
                                plain.authorization(),
                                plain.store(),
                                plain.secrets(),
                                plain.audit(),
                                feed,
                                plain.purge(),
                                plain.catalogs()),
                        CommitSteps.unobserved()));
    }

    public static Config config(Path dataDir) {
        return config(dataDir, 3_600);
    }

    private static Config config(Path dataDir, int purgeDelaySeconds) {
        return config(dataDir, purgeDelaySeconds, authentication(PATIENT));
    }

    /** What a configuration file with nothing but these settings says about logging in. */
    public static Authentication authentication(String settings) {
        try {
            Path file = Files.createTempFile("tarn", ".yaml");
            Files.writeString(file, settings.isBlank() ? "" : "authentication:\n" + settings.indent(2));
            Authentication loaded = ConfigLoader.load(file, Map.of()).config().authentication();
            Files.delete(file);
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a configuration file with nothing but these settings says about who decides. */
    public static Authorization authorization(String settings) {
        try {
            Path file = Files.createTempFile("tarn", ".yaml");
            Files.writeString(file, settings.isBlank() ? "" : "authorization:\n" + settings.indent(2));
            Authorization loaded = ConfigLoader.load(file, Map.of()).config().authorization();
            Files.delete(file);
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that decides as these settings say. */
    public static TestServer authorizing(Path dataDir, String settings) {
        Config config = config(dataDir);
        return with(config, authorization(settings), config.store(), config.catalogs());
    }

    private static Config config(Path dataDir, int purgeDelaySeconds, Authentication authentication) {
        return new Config(
                dataDir.toString(),
                new Config.Http("127.0.0.1", 0, MAX_BODY, 0, NO_TLS),
                grpc(NO_TLS),
                new Config.Monitor("127.0.0.1", 0, NO_TLS),
                new Config.Admission(0, 0),
                authentication,
                authorization(""),
                new Config.Store("", "", "", 8, Config.Durability.PROCESS),
                new Config.Secrets("", ""),
                new Config.Audit(365),
                new Config.Feed(7, List.of(), List.of()),
                new Config.Purge(purgeDelaySeconds, 500),
                List.of(
                        catalog("main", Layout.UNIQUE, List.of(), Map.of("hint", "from the server")),
                        catalog("plain", Layout.PLAIN, List.of(), Map.of()),
                        catalog("a b+c", Layout.UNIQUE, List.of("file:" + dataDir.resolve("outside")), Map.of())));
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
