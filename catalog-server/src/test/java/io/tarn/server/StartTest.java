package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.model.Layout;
import io.tarn.server.ops.secrets.RotateKey;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.store.AuditRows;
import io.tarn.server.store.jdbc.JdbcStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says what to change, in one sentence. */
class StartTest {
    private static final Config.Http ANY_HTTP = new Config.Http("127.0.0.1", 0, 1000, 0, TestServer.NO_TLS);
    private static final Config.Monitor ANY_MONITOR = new Config.Monitor("127.0.0.1", 0, TestServer.NO_TLS);
    private static final Config.Vending NO_VENDING = TestServer.NO_S3.vending();
    private static final Config.Store EMBEDDED = new Config.Store("", "", "", 4, Config.Durability.PROCESS);

    @TempDir
    Path directory;

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertRefused(
                            new Config.Http("127.0.0.1", port, 1000, 0, TestServer.NO_TLS),
                            ANY_MONITOR,
                            EMBEDDED,
                            catalog("main", "", List.of()))
                    .contains("127.0.0.1:" + port)
                    .contains("http.port");
            assertRefused(
                            ANY_HTTP,
                            new Config.Monitor("127.0.0.1", port, TestServer.NO_TLS),
                            EMBEDDED,
                            catalog("main", "", List.of()))
                    .contains("monitor.port");
        }
    }

    @Test
    void aPortThatIsNoneIsNamed() {
        assertRefused(
                        new Config.Http("127.0.0.1", 70_000, 1000, 0, TestServer.NO_TLS),
                        ANY_MONITOR,
                        EMBEDDED,
                        catalog("main", "", List.of()))
                .contains("http");
        assertRefused(
                        ANY_HTTP,
                        new Config.Monitor("127.0.0.1", 70_000, TestServer.NO_TLS),
                        EMBEDDED,
                        catalog("main", "", List.of()))
                .contains("monitor");
    }

    @Test
    void aPortOfGrpcThatIsTakenIsNamedAndNothingStaysOpen() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Config plain = config(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("main", "", List.of()));
            Config.Grpc grpc = plain.grpc();
            Config busy =
                    withGrpc(plain, new Config.Grpc(true, "127.0.0.1", port, 1, 60, 20, 600, 1, true, grpc.tls()));
            assertThat(catchThrowable(() -> Server.start(busy, CommitSteps.unobserved())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("grpc.port");
            Config off =
                    withGrpc(plain, new Config.Grpc(false, "127.0.0.1", port, 1, 60, 20, 600, 1, true, grpc.tls()));
            try (Server server = Server.start(off, CommitSteps.unobserved())) {
                assertThat(server.grpcPort()).isEmpty();
            }
        }
    }

    private static Config withGrpc(Config config, Config.Grpc grpc) {
        return new Config(
                config.dataDir(),
                config.http(),
                grpc,
                config.monitor(),
                config.admission(),
                config.authentication(),
                config.authorization(),
                config.store(),
                config.secrets(),
                config.audit(),
                config.feed(),
                config.purge(),
                config.catalogs());
    }

    @Test
    void aPoolWithoutConnectionsIsRefused() {
        Config.Store none = new Config.Store("", "", "", 0, Config.Durability.PROCESS);
        assertRefused(ANY_HTTP, ANY_MONITOR, none, catalog("main", "", List.of()))
                .contains("pool-size");
    }

    @Test
    void aDatabaseOfAnotherKindOrOutOfReachIsNamedWithoutItsPassword() {
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        new Config.Store("jdbc:oracle:x", "", "", 4, Config.Durability.PROCESS),
                        catalog("main", "", List.of()))
                .contains("store.url");
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        new Config.Store(
                                "jdbc:mysql://127.0.0.1:1/tarn?connectTimeout=100",
                                "me",
                                "a-password",
                                2,
                                Config.Durability.PROCESS),
                        catalog("main", "", List.of()))
                .contains("jdbc:mysql://127.0.0.1:1/tarn")
                .doesNotContain("a-password");
    }

    @Test
    void aCatalogThatCannotBeIsNamed() {
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("a/b", "", List.of()))
                .contains("a/b");
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("c", "file:/", List.of()))
                .contains("'c'");
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("c", "hdfs://host/dir", List.of()))
                .contains("'c'");
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("c", "s3://bucket/dir", List.of()))
                .contains("s3.access-key");
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("c", "", List.of("relative")))
                .contains("'c'");
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED).contains("at least one");
    }

    @Test
    void catalogsThatShareADirectoryAreRefused() {
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        EMBEDDED,
                        catalog("one", "file:" + directory.resolve("w"), List.of()),
                        catalog("two", "file:" + directory.resolve("w/below"), List.of()))
                .contains("'two'")
                .contains("'one'");
    }

    @Test
    void aCatalogCannotBeMovedByConfiguration() {
        Config.Catalog first = catalog("main", "file:" + directory.resolve("first"), List.of());
        Server.start(config(ANY_HTTP, ANY_MONITOR, EMBEDDED, first), CommitSteps.unobserved())
                .close();
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        EMBEDDED,
                        catalog("main", "file:" + directory.resolve("second"), List.of()))
                .contains("cannot be moved");
    }

    @Test
    void theEmbeddedStoreMakesItsMasterKeyForItsOwnerAlone() throws IOException {
        start(new Config.Secrets("", ""));
        Path key = directory.resolve("data/master.key");
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        String made = Files.readString(key);
        start(new Config.Secrets("", ""));
        assertThat(Files.readString(key)).as("at the next start").isEqualTo(made);
        start(new Config.Secrets(made.strip(), ""));
        start(new Config.Secrets("", key.toString()));
    }

    @Test
    void aWrongOrMissingMasterKeyIsRefusedWithWhatToDo() throws IOException {
        start(new Config.Secrets("", ""));
        Path file = directory.resolve("data/master.key");
        MasterKey right = MasterKey.parse(Files.readString(file));
        MasterKey wrong = MasterKey.generate();

        assertKeyRefused(new Config.Secrets(wrong.reveal(), ""))
                .contains(right.id(), wrong.id(), "tarn.yaml")
                .doesNotContain(wrong.reveal());
        assertKeyRefused(new Config.Secrets("c2hvcnQ=", "")).contains("32").doesNotContain("c2hvcnQ=");
        assertKeyRefused(new Config.Secrets("", directory.resolve("none").toString()))
                .contains("none", "cannot be read");
        assertKeyRefused(new Config.Secrets(right.reveal(), file.toString())).contains("not both");
        Files.delete(file);
        assertKeyRefused(new Config.Secrets("", "")).contains("master.key", "restore");
        start(new Config.Secrets(wrong.reveal() + "," + right.reveal(), ""));
    }

    @Test
    void aChangedMasterKeyTakesOverWithTheCommand() throws IOException {
        start(new Config.Secrets("", ""));
        String old = Files.readString(directory.resolve("data/master.key")).strip();
        String next = MasterKey.generate().reveal();
        Config.Secrets both = new Config.Secrets(next + "," + old, "");
        start(both);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        RotateKey.Result result =
                KeyCommand.rotate(withSecrets(both), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(result.kept()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(MasterKey.parse(old).id() + " is no longer needed")
                .doesNotContain(old, next);
        try (JdbcStore store =
                StoreSetUp.open(EMBEDDED, directory.resolve("data").toAbsolutePath(), new SimpleMeterRegistry())) {
            assertThat(store.read(tx -> tx.audit().list(AuditRows.Filter.ALL, null, 100))
                            .entries())
                    .filteredOn(entry -> entry.operation().endsWith("_MASTER_KEY"))
                    .extracting(
                            entry -> entry.operation() + " " + entry.details().get("key"))
                    .containsExactly(
                            "RETIRE_MASTER_KEY " + MasterKey.parse(old).id(),
                            "USE_MASTER_KEY " + MasterKey.parse(next).id());
        }
        start(new Config.Secrets(next, ""));
        assertKeyRefused(new Config.Secrets(old, ""))
                .contains(MasterKey.parse(next).id());
    }

    private void start(Config.Secrets secrets) {
        Server.start(withSecrets(secrets), CommitSteps.unobserved()).close();
    }

    private AbstractStringAssert<?> assertKeyRefused(Config.Secrets secrets) {
        Throwable failure = catchThrowable(() -> start(secrets));
        assertThat(failure).isInstanceOf(ConfigException.class);
        return assertThat(failure.getMessage());
    }

    private Config withSecrets(Config.Secrets secrets) {
        Config config = config(ANY_HTTP, ANY_MONITOR, EMBEDDED, catalog("main", "", List.of()));
        return new Config(
                config.dataDir(),
                config.http(),
                config.grpc(),
                config.monitor(),
                config.admission(),
                config.authentication(),
                config.authorization(),
                config.store(),
                secrets,
                config.audit(),
                config.feed(),
                config.purge(),
                config.catalogs());
    }

    @Test
    void oneBucketMayNotHaveTwoNames() {
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        EMBEDDED,
                        withKeys("a", "s3://lake/w", List.of(), NO_VENDING),
                        withKeys("b", "oss://lake/w/b", List.of(), NO_VENDING))
                .contains("catalogs, 'b'", "overlaps the one of 'a'");
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        EMBEDDED,
                        withKeys("c", "oss://lake/w", List.of("s3://lake/outside"), NO_VENDING))
                .contains("catalogs, 'c'", "allowed-locations", "s3://lake/outside");
        assertRefused(
                        ANY_HTTP,
                        ANY_MONITOR,
                        EMBEDDED,
                        withKeys("d", "", List.of("s3://lake/d", "oss://lake/d"), NO_VENDING))
                .contains("catalogs, 'd'", "allowed-locations");
    }

    @Test
    void credentialsOfOssNeedARole() {
        Config.Vending noRole = new Config.Vending(Config.VendingMode.STS, "", "", "", "", "", 10_800);
        assertRefused(ANY_HTTP, ANY_MONITOR, EMBEDDED, withKeys("e", "oss://lake/w", List.of(), noRole))
                .contains("catalogs, 'e'", "s3.vending.role-arn");
    }

    private static Config.Catalog withKeys(
            String name, String warehouse, List<String> allowed, Config.Vending vending) {
        Config.S3 s3 = new Config.S3("http://127.0.0.1:1", "us-east-1", "key", "secret", true, vending);
        return new Config.Catalog(name, warehouse, Layout.UNIQUE, allowed, Map.of(), s3);
    }

    private AbstractStringAssert<?> assertRefused(
            Config.Http http, Config.Monitor monitor, Config.Store store, Config.Catalog... catalogs) {
        Throwable failure =
                catchThrowable(() -> Server.start(config(http, monitor, store, catalogs), CommitSteps.unobserved())
                        .close());
        assertThat(failure).isInstanceOf(ConfigException.class);
        return assertThat(failure.getMessage());
    }

    private Config config(Config.Http http, Config.Monitor monitor, Config.Store store, Config.Catalog... catalogs) {
        return new Config(
                directory.resolve("data").toString(),
                http,
                TestServer.grpc(TestServer.NO_TLS),
                monitor,
                new Config.Admission(0, 0),
                TestServer.authentication(""),
                TestServer.authorization(""),
                store,
                new Config.Secrets("", ""),
                new Config.Audit(365),
                new Config.Feed(7, List.of(), List.of()),
                new Config.Purge(600, 500),
                List.of(catalogs));
    }

    private static Config.Catalog catalog(String name, String warehouse, List<String> allowed) {
        return new Config.Catalog(name, warehouse, Layout.UNIQUE, allowed, Map.of(), TestServer.NO_S3);
    }
}
