package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigChecks;
import io.tarn.server.config.ConfigException;
import io.tarn.server.grpc.GrpcServer;
import io.tarn.server.http.Admission;
import io.tarn.server.http.HttpServer;
import io.tarn.server.http.Surface;
import io.tarn.server.manage.BackupRoutes;
import io.tarn.server.manage.EventRoutes;
import io.tarn.server.manage.HealthRoutes;
import io.tarn.server.manage.PolicyRoutes;
import io.tarn.server.manage.ProjectionRoutes;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.RateLimit;
import io.tarn.server.ops.audit.VerifyTrail;
import io.tarn.server.ops.backup.BackUpStore;
import io.tarn.server.ops.health.CommitFigures;
import io.tarn.server.ops.idempotency.KeyedRequests;
import io.tarn.server.ops.secrets.KeptSecrets;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.ops.snapshots.CommitObserver;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.RecoverHeads;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimon.ProtocolDocument;
import io.tarn.server.store.Store;
import io.tarn.server.store.jdbc.JdbcStore;
import io.tarn.server.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every part, wired by hand. */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private final JdbcStore store;
    private final Catalogs catalogs;
    private final HttpServer http;
    private final Optional<GrpcServer> grpc;
    private final Monitor monitor;
    private final Path tokenFile;
    private final boolean firstStart;
    private final UncleanStop uncleanStop;
    private final LoginSetUp logins;
    private final Jobs jobs;
    private final AuditSetUp audit;
    private final PolicySetUp policy;
    private final FeedSetUp feed;

    private Server(
            JdbcStore store,
            Catalogs catalogs,
            HttpServer http,
            Optional<GrpcServer> grpc,
            Monitor monitor,
            Path tokenFile,
            boolean firstStart,
            UncleanStop uncleanStop,
            LoginSetUp logins,
            Jobs jobs,
            AuditSetUp audit,
            PolicySetUp policy,
            FeedSetUp feed) {
        this.store = store;
        this.catalogs = catalogs;
        this.http = http;
        this.grpc = grpc;
        this.monitor = monitor;
        this.tokenFile = tokenFile;
        this.firstStart = firstStart;
        this.uncleanStop = uncleanStop;
        this.logins = logins;
        this.jobs = jobs;
        this.audit = audit;
        this.policy = policy;
        this.feed = feed;
    }

    /**
     * Starts everything that the configuration names.
     *
     * @param steps told where each commit is; {@link CommitSteps#unobserved()} outside crash tests
     * @throws ConfigException when the configuration cannot be used
     */
    public static Server start(Config config, CommitSteps steps) {
        return start(config, Surroundings.observedBy(steps));
    }

    static Server start(Config config, Surroundings surroundings) {
        ConfigChecks.check(config);
        Path dataDir = directory(config.dataDir());
        CommitSteps steps = surroundings.steps();
        Clock clock = surroundings.clock();
        Optional<ServerTls> httpTls = TlsSetUp.of("http.tls", config.http().tls());
        Optional<ServerTls> grpcTls = TlsSetUp.of("grpc.tls", config.grpc().tls());
        Optional<ServerTls> monitorTls =
                TlsSetUp.of("monitor.tls", config.monitor().tls());
        Monitor monitor = monitor(
                config.monitor(), TlsSetUp.of(monitorTls, config.monitor().tls()));
        monitor.start();
        JdbcStore store = store(config, dataDir, monitor);
        try {
            MasterKeys keys = KeySetUp.open(config, dataDir, store, clock);
            AuditSetUp audit = new AuditSetUp(store, keys, config.audit(), clock);
            Bootstrap bootstrap = new Bootstrap(store, clock);
            RootToken root = new RootToken(dataDir);
            boolean firstStart = root.ensure(bootstrap);
            bootstrap.adminRole();
            Catalogs catalogs = CatalogSetUp.open(config, dataDir, bootstrap, surroundings.storage());
            UncleanStop uncleanStop = new UncleanStop(dataDir);
            if (config.store().embedded()) {
                recover(uncleanStop, store, catalogs, clock);
            }
            KeptSecrets secrets = new KeptSecrets(keys, clock);
            PolicySetUp policy = new PolicySetUp(
                    store, config.authorization(), dataDir, audit.refusals(), secrets, monitor.metrics(), clock);
            policy.authorizer().refresh();
            LoginSetUp logins =
                    new LoginSetUp(config.authentication(), store, policy, audit.refusedLogins(), secrets, clock);
            HttpServer.Tls tls = TlsSetUp.of(httpTls, config.http().tls());
            CommitFigures figures = new CommitFigures(store, clock);
            CommitObserver observer = CommitObserver.all(
                    figures, new TableMetrics(monitor.metrics(), clock), new CommitMetrics(monitor.metrics()));
            FeedSetUp feed = new FeedSetUp(store, catalogs, config.feed(), monitor.metrics(), clock);
            PaimonSetUp paimon = new PaimonSetUp(store, catalogs, policy, feed.changes(), steps, observer, clock);
            VerifyTrail verify = audit.verify(policy.guard());
            Admission admission = new Admission(
                    Limits.REQUESTS_IN_FLIGHT,
                    new RateLimit<>("this principal", config.admission().principalRequests(), System::nanoTime));
            KeyedRequests requests = new KeyedRequests(store, clock);
            IcebergSetUp iceberg = new IcebergSetUp(
                    store,
                    catalogs,
                    paimon.access(),
                    policy.guard(),
                    policy.authorizer(),
                    paimon.projections(),
                    paimon.vending(),
                    requests,
                    steps,
                    clock);
            ServerMetrics measured = new ServerMetrics(monitor.metrics());
            measured.admission(admission);
            measured.caches(policy.logins().parts(), iceberg.files().kept());
            List<Surface> surfaces = List.of(
                    paimon.surface(),
                    policy.manage(
                            catalogs,
                            audit.routes(policy.guard(), verify),
                            PolicyRoutes.manage(catalogs, paimon.tablePolicies()),
                            new HealthRoutes(catalogs, paimon.tableHealth()),
                            new ProjectionRoutes(catalogs, paimon.tableProjection(), paimon.tableProjections()),
                            iceberg.reports(),
                            new BackupRoutes(new BackUpStore(
                                    store,
                                    config.store().embedded() ? Optional.of(store) : Optional.empty(),
                                    policy.guard(),
                                    dataDir.resolve(RestoreCommand.BACKUPS),
                                    clock)),
                            new EventRoutes(catalogs, feed.watch(paimon.access(), policy.guard()))),
                    logins.oauth(),
                    logins.icebergOauth(),
                    iceberg.surface());
            Optional<GrpcServer> grpc = grpc(
                    config.grpc(),
                    grpcTls,
                    new GrpcSetUp(catalogs, paimon, policy, audit, verify, feed),
                    logins,
                    admission,
                    monitor);
            // Last, for engines that lost their server commit as soon as this port is open.
            HttpServer http = http(config.http(), tls, surfaces, logins, admission, monitor, grpc);
            monitor.ready(() -> ready(store, http, policy));
            Jobs jobs = JobSetUp.start(
                    config, store, catalogs, policy.authorizer(), paimon.heads(), steps, monitor.metrics(), clock);
            jobs.repeatToTheEnd("commit-figures", figures::add, CommitFigures.interval());
            jobs.repeat("old-commit-figures", figures::forget, Duration.ofMillis(100), Duration.ofMinutes(10));
            jobs.repeat("old-idempotency-keys", requests::forget, Duration.ofMillis(100), Duration.ofMinutes(1));
            iceberg.schedule(jobs);
            logins.schedule(jobs);
            for (ServerTls files : Stream.of(httpTls, grpcTls, monitorTls)
                    .flatMap(Optional::stream)
                    .toList()) {
                jobs.repeat("tls", files::reload, ServerTls.interval(), ServerTls.interval());
            }
            warnOfPlain("http", config.http().host(), config.http().tls());
            if (grpc.isPresent()) {
                warnOfPlain("grpc", config.grpc().host(), config.grpc().tls());
            }
            audit.schedule(jobs);
            feed.start(jobs);
            return new Server(
                    store,
                    catalogs,
                    http,
                    grpc,
                    monitor,
                    root.file(),
                    firstStart,
                    uncleanStop,
                    logins,
                    jobs,
                    audit,
                    policy,
                    feed);
        } catch (RuntimeException e) {
            store.close();
            monitor.close();
            throw e;
        }
    }

    private static JdbcStore store(Config config, Path dataDir, Monitor monitor) {
        try {
            return StoreSetUp.open(config.store(), dataDir, monitor.metrics());
        } catch (RuntimeException e) {
            monitor.close();
            throw e;
        }
    }

    private static void recover(UncleanStop uncleanStop, Store store, Catalogs catalogs, Clock clock) {
        if (uncleanStop.happened()) {
            CommitSteps steps = CommitSteps.unobserved();
            Publication publication = new Publication(store, new SettleFiles(store, steps), steps);
            new RecoverHeads(store, catalogs, publication, new FileFormatsJson(), clock).run();
        }
        uncleanStop.mark();
    }

    private static HttpServer http(
            Config.Http settings,
            HttpServer.@Nullable Tls tls,
            List<Surface> surfaces,
            LoginSetUp logins,
            Admission admission,
            Monitor monitor,
            Optional<GrpcServer> grpc) {
        HttpServer server = new HttpServer(
                new HttpServer.Settings(
                        settings.host(),
                        settings.port(),
                        settings.maxBodyBytes(),
                        Duration.ofSeconds(settings.leavingSeconds()),
                        tls,
                        logins.proxies(),
                        logins.challenges()),
                surfaces,
                List.of(ProtocolDocument.read()),
                logins.callers(),
                admission,
                monitor.metrics());
        try {
            return server.start();
        } catch (RuntimeException e) {
            grpc.ifPresent(GrpcServer::close);
            throw cannotListen("http", settings.host(), settings.port());
        }
    }

    private static Optional<GrpcServer> grpc(
            Config.Grpc settings,
            Optional<ServerTls> tls,
            GrpcSetUp setUp,
            LoginSetUp logins,
            Admission admission,
            Monitor monitor) {
        try {
            return setUp.start(settings, tls, logins, admission, monitor.metrics());
        } catch (IOException e) {
            throw cannotListen("grpc", settings.host(), settings.port());
        }
    }

    private static Path directory(String dataDir) {
        Path path = Path.of(dataDir).toAbsolutePath().normalize();
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new ConfigException("data-dir: " + path + " cannot be created: " + e.getMessage());
        }
    }

    /** A proxy in front may be what has the TLS, so this is no reason not to start. */
    private static void warnOfPlain(String port, String host, Config.Tls tls) {
        if (tls.certificate().isEmpty() && tls.keyStore().isEmpty() && !LOOPBACK.contains(host)) {
            LOG.atWarn()
                    .addKeyValue("host", host)
                    .log("tokens and passwords cross the network readable, unless something with TLS stands in front;"
                            + " see " + port + ".tls in tarn.yaml");
        }
    }

    private static Monitor monitor(Config.Monitor settings, HttpServer.@Nullable Tls tls) {
        try {
            return new Monitor(settings.host(), settings.port(), tls);
        } catch (IOException e) {
            throw cannotListen("monitor", settings.host(), settings.port());
        }
    }

    private static ConfigException cannotListen(String what, String host, int port) {
        return new ConfigException("Cannot listen on " + host + ":" + port + ": is another server running? Set " + what
                + ".host and " + what + ".port to a free address");
    }

    private static boolean ready(Store store, HttpServer http, PolicySetUp policy) {
        try {
            store.ping();
            return !http.leaving() && policy.able();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("not ready: the catalog database does not answer");
            return false;
        }
    }

    public int httpPort() {
        return http.port();
    }

    /** Empty when the configuration wants no gRPC. */
    public Optional<Integer> grpcPort() {
        return grpc.map(GrpcServer::port);
    }

    public int monitorPort() {
        return monitor.port();
    }

    Catalogs catalogs() {
        return catalogs;
    }

    /** Where the root token was written at the first start. */
    public Path tokenFile() {
        return tokenFile;
    }

    boolean firstStart() {
        return firstStart;
    }

    /** Finishes the requests in work, then closes everything. */
    @Override
    public void close() {
        feed.endStreams();
        grpc.ifPresent(GrpcServer::leave);
        // Ends what comes in over either protocol, and waits for what is in work over both.
        http.close();
        grpc.ifPresent(GrpcServer::close);
        jobs.close();
        feed.close();
        logins.close();
        audit.finish();
        policy.close();
        monitor.close();
        catalogs.all().forEach(Catalogs.Entry::close);
        store.close();
        uncleanStop.clear();
    }
}
