package io.tarn.server;

import io.tarn.auth.AllOrNothingAuthorizer;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigChecks;
import io.tarn.server.config.ConfigException;
import io.tarn.server.http.HttpServer;
import io.tarn.server.http.Surface;
import io.tarn.server.manage.ManageSurface;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.branches.ChangeHistory;
import io.tarn.server.ops.branches.CreateBranch;
import io.tarn.server.ops.branches.DropBranch;
import io.tarn.server.ops.branches.ForwardBranch;
import io.tarn.server.ops.branches.ListBranches;
import io.tarn.server.ops.branches.RenameBranch;
import io.tarn.server.ops.branches.ReplaceTable;
import io.tarn.server.ops.branches.RollbackSchema;
import io.tarn.server.ops.branches.RollbackTable;
import io.tarn.server.ops.databases.AlterDatabase;
import io.tarn.server.ops.databases.CreateDatabase;
import io.tarn.server.ops.databases.DropDatabase;
import io.tarn.server.ops.databases.GetDatabase;
import io.tarn.server.ops.databases.ListDatabases;
import io.tarn.server.ops.functions.AlterFunction;
import io.tarn.server.ops.functions.CreateFunction;
import io.tarn.server.ops.functions.DropFunction;
import io.tarn.server.ops.functions.GetFunction;
import io.tarn.server.ops.functions.ListAllFunctions;
import io.tarn.server.ops.functions.ListFunctionDetails;
import io.tarn.server.ops.functions.ListFunctions;
import io.tarn.server.ops.partitions.ChangePartitions;
import io.tarn.server.ops.partitions.FilterPartitions;
import io.tarn.server.ops.partitions.FindPartitions;
import io.tarn.server.ops.partitions.FoldPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import io.tarn.server.ops.partitions.RecountPartitions;
import io.tarn.server.ops.principals.AuthenticateToken;
import io.tarn.server.ops.principals.ManagePrincipals;
import io.tarn.server.ops.snapshots.CommitSnapshot;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.ExternalHistory;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.ForgetExpired;
import io.tarn.server.ops.snapshots.GetSnapshot;
import io.tarn.server.ops.snapshots.ListSnapshots;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.RecoverHeads;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.ops.snapshots.SettleOpen;
import io.tarn.server.ops.tables.AlterTable;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.CurrentSchema;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.ListAllTables;
import io.tarn.server.ops.tables.ListSchemas;
import io.tarn.server.ops.tables.ListTableDetails;
import io.tarn.server.ops.tables.ListTables;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PurgeDropped;
import io.tarn.server.ops.tables.RegisterTable;
import io.tarn.server.ops.tables.RenameTable;
import io.tarn.server.ops.tags.CreateTag;
import io.tarn.server.ops.tags.DeleteTag;
import io.tarn.server.ops.tags.GetTag;
import io.tarn.server.ops.tags.ListConsumers;
import io.tarn.server.ops.tags.ListTags;
import io.tarn.server.ops.tags.ResetConsumer;
import io.tarn.server.ops.views.AlterView;
import io.tarn.server.ops.views.CreateView;
import io.tarn.server.ops.views.DropView;
import io.tarn.server.ops.views.GetView;
import io.tarn.server.ops.views.ListAllViews;
import io.tarn.server.ops.views.ListViewDetails;
import io.tarn.server.ops.views.ListViews;
import io.tarn.server.ops.views.RenameView;
import io.tarn.server.paimon.BranchRoutes;
import io.tarn.server.paimon.ConfigRoutes;
import io.tarn.server.paimon.DatabaseRoutes;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimon.FunctionRoutes;
import io.tarn.server.paimon.PaimonSurface;
import io.tarn.server.paimon.PartitionRoutes;
import io.tarn.server.paimon.ProtocolDocument;
import io.tarn.server.paimon.SchemaRoutes;
import io.tarn.server.paimon.TableRoutes;
import io.tarn.server.paimon.TagRoutes;
import io.tarn.server.paimon.ViewRoutes;
import io.tarn.server.paimonlib.ManifestCounter;
import io.tarn.server.paimonlib.ManifestTruncation;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import io.tarn.server.store.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every part, wired by hand. */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final JdbcStore store;
    private final Catalogs catalogs;
    private final HttpServer http;
    private final Monitor monitor;
    private final Path tokenFile;
    private final boolean firstStart;
    private final UncleanStop uncleanStop;
    private final Jobs jobs;

    private Server(
            JdbcStore store,
            Catalogs catalogs,
            HttpServer http,
            Monitor monitor,
            Path tokenFile,
            boolean firstStart,
            UncleanStop uncleanStop,
            Jobs jobs) {
        this.store = store;
        this.catalogs = catalogs;
        this.http = http;
        this.monitor = monitor;
        this.tokenFile = tokenFile;
        this.firstStart = firstStart;
        this.uncleanStop = uncleanStop;
        this.jobs = jobs;
    }

    /**
     * Starts everything that the configuration names.
     *
     * @param steps told where each commit is; {@link CommitSteps#unobserved()} outside crash tests
     * @throws ConfigException when the configuration cannot be used
     */
    public static Server start(Config config, CommitSteps steps) {
        ConfigChecks.check(config);
        Path dataDir = directory(config.dataDir());
        Clock clock = Clock.systemUTC();
        Monitor monitor = monitor(config.monitor());
        JdbcStore store = StoreSetUp.open(config.store(), dataDir, monitor.metrics());
        try {
            Bootstrap bootstrap = new Bootstrap(store, clock);
            Catalogs catalogs = CatalogSetUp.open(config, dataDir, bootstrap);
            RootToken root = new RootToken(dataDir);
            boolean firstStart = root.ensure(bootstrap);
            UncleanStop uncleanStop = new UncleanStop(dataDir);
            if (config.store().embedded()) {
                recover(uncleanStop, store, catalogs, clock);
            }
            HttpServer http = http(config.http(), store, catalogs, steps, clock, monitor);
            monitor.start(() -> ready(store, http));
            return new Server(
                    store,
                    catalogs,
                    http,
                    monitor,
                    root.file(),
                    firstStart,
                    uncleanStop,
                    jobs(config, store, catalogs, steps, clock));
        } catch (RuntimeException e) {
            store.close();
            monitor.close();
            throw e;
        }
    }

    private static Jobs jobs(Config config, Store store, Catalogs catalogs, CommitSteps steps, Clock clock) {
        String server = Ids.next().toString();
        Config.Purge purge = config.purge();
        PurgeDropped purgeDropped = new PurgeDropped(
                store,
                catalogs,
                new PurgeDropped.Settings(Duration.ofSeconds(purge.delaySeconds()), purge.filesPerSecond()),
                server,
                clock);
        FoldPartitions fold = new FoldPartitions(store, server, clock);
        RecountPartitions recount = new RecountPartitions(
                store,
                catalogs,
                new PaimonSchemas(),
                new ManifestCounter(),
                new FileFormatsJson()::snapshot,
                server,
                clock);
        Jobs jobs = new Jobs();
        // A step deletes what a second may delete, so a second between steps keeps the rate.
        SettleOpen settleOpen = new SettleOpen(store, catalogs, new SettleFiles(store, steps), clock);
        ForgetExpired forgetExpired =
                new ForgetExpired(store, catalogs, Ids.next().toString(), clock);
        jobs.repeat("retention", forgetExpired::run, Duration.ofSeconds(1), Duration.ofMinutes(10));
        jobs.repeat("settle", settleOpen::run, Duration.ofSeconds(1), Duration.ofSeconds(5));
        jobs.repeat("purge", purgeDropped::run, Duration.ofSeconds(1), Duration.ofSeconds(5));
        // Each step folds a thousand partitions, which takes longer than the pause.
        jobs.repeat("fold-partitions", fold::run, Duration.ofMillis(20), Duration.ofSeconds(1));
        jobs.repeat("recount-partitions", recount::run, Duration.ofMillis(20), Duration.ofSeconds(1));
        return jobs;
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
            Config.Http settings, Store store, Catalogs catalogs, CommitSteps steps, Clock clock, Monitor monitor) {
        Guard guard = new Guard(new AllOrNothingAuthorizer());
        AuthenticateToken authentication = new AuthenticateToken(store, clock);
        Surface paimon = paimon(store, catalogs, guard, steps, clock);
        Surface manage = new ManageSurface(new ManagePrincipals(store, guard, authentication, clock)).surface();
        HttpServer server = new HttpServer(
                new HttpServer.Settings(settings.host(), settings.port(), settings.maxBodyBytes()),
                List.of(paimon, manage),
                List.of(ProtocolDocument.read()),
                authentication,
                monitor.metrics());
        try {
            return server.start();
        } catch (RuntimeException e) {
            throw cannotListen("http", settings.host(), settings.port());
        }
    }

    private static Surface paimon(Store store, Catalogs catalogs, Guard guard, CommitSteps steps, Clock clock) {
        SettleFiles settle = new SettleFiles(store, steps);
        Publication publication = new Publication(store, settle, steps);
        LoadBranch load = new LoadBranch(store, publication);
        FileFormats formats = new FileFormatsJson();
        PaimonSchemas schemas = new PaimonSchemas();
        CurrentSchema current = new CurrentSchema(publication, schemas);
        LocationRules locations = new LocationRules(store);
        ExternalHistory external = new ExternalHistory(formats, steps);
        DatabaseRoutes databases = new DatabaseRoutes(
                catalogs,
                new ListDatabases(store, guard),
                new CreateDatabase(store, guard, locations, clock),
                new GetDatabase(store, guard),
                new AlterDatabase(store, guard, locations, clock),
                new DropDatabase(store, guard, clock));
        TableRoutes tables = new TableRoutes(
                catalogs,
                new TableRoutes.Operations(
                        new ListTables(store, guard),
                        new ListTableDetails(store, guard, current),
                        new ListAllTables(store, guard),
                        new CreateTable(store, guard, locations, schemas, publication, clock),
                        new RegisterTable(store, guard, locations, schemas, clock),
                        new GetTable(store, guard, current),
                        new AlterTable(store, guard, locations, schemas, current, publication, clock),
                        new DropTable(store, guard, clock),
                        new RenameTable(store, guard, clock),
                        new CommitSnapshot(store, guard, publication, external, steps, clock),
                        new GetSnapshot(store, guard, publication),
                        new ListSnapshots(guard, load, formats)));
        ChangeHistory history = new ChangeHistory(store, settle, steps, clock);
        BranchRoutes branches = new BranchRoutes(
                catalogs,
                new BranchRoutes.Operations(
                        new ListBranches(store, guard),
                        new CreateBranch(store, guard, load, formats, history, clock),
                        new DropBranch(store, guard, load, history, clock),
                        new RenameBranch(store, guard, load, history, clock),
                        new ForwardBranch(store, guard, load, formats, history),
                        new RollbackTable(store, guard, load, formats, history, clock),
                        new RollbackSchema(store, guard, load, formats, history),
                        new ReplaceTable(
                                store,
                                guard,
                                locations,
                                schemas,
                                load,
                                formats,
                                new ManifestTruncation(formats, clock),
                                history,
                                clock)));
        TagRoutes tags = new TagRoutes(
                catalogs,
                new TagRoutes.Operations(
                        new ListTags(guard, load),
                        new CreateTag(guard, load, formats, clock),
                        new GetTag(guard, load, formats),
                        new DeleteTag(guard, load),
                        new ListConsumers(guard, load, formats),
                        new ResetConsumer(guard, load, formats)));
        ViewRoutes views = new ViewRoutes(
                catalogs,
                new ViewRoutes.Operations(
                        new ListViews(store, guard),
                        new ListViewDetails(store, guard),
                        new ListAllViews(store, guard),
                        new CreateView(store, guard, schemas, clock),
                        new GetView(store, guard),
                        new AlterView(store, guard, clock),
                        new DropView(store, guard),
                        new RenameView(store, guard, clock)));
        FunctionRoutes functions = new FunctionRoutes(
                catalogs,
                new FunctionRoutes.Operations(
                        new ListFunctions(store, guard),
                        new ListFunctionDetails(store, guard),
                        new ListAllFunctions(store, guard),
                        new CreateFunction(store, guard, schemas, clock),
                        new GetFunction(store, guard),
                        new AlterFunction(store, guard, clock),
                        new DropFunction(store, guard)));
        SchemaRoutes schemaRoutes = new SchemaRoutes(catalogs, new ListSchemas(store, guard, load));
        PartitionRoutes partitions = new PartitionRoutes(
                catalogs,
                new PartitionRoutes.Operations(
                        new ListPartitions(store, guard),
                        new FindPartitions(store, guard),
                        new FilterPartitions(store, guard, schemas),
                        new ChangePartitions(store, guard, clock)));
        return PaimonSurface.of(
                new ConfigRoutes(catalogs, guard),
                databases,
                tables,
                partitions,
                branches,
                tags,
                schemaRoutes,
                views,
                functions);
    }

    private static Path directory(String dataDir) {
        Path path = Path.of(dataDir).toAbsolutePath().normalize();
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new ConfigException("data-dir: " + path + " cannot be created: " + e.getMessage());
        }
    }

    private static Monitor monitor(Config.Monitor settings) {
        try {
            return new Monitor(settings.host(), settings.port());
        } catch (IOException e) {
            throw cannotListen("monitor", settings.host(), settings.port());
        }
    }

    private static ConfigException cannotListen(String what, String host, int port) {
        return new ConfigException("Cannot listen on " + host + ":" + port + ": is another server running? Set " + what
                + ".host and " + what + ".port to a free address");
    }

    private static boolean ready(Store store, HttpServer http) {
        try {
            store.ping();
            return !http.draining();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("not ready: the catalog database does not answer");
            return false;
        }
    }

    public int httpPort() {
        return http.port();
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
        http.close();
        jobs.close();
        monitor.close();
        catalogs.all().forEach(catalog -> catalog.storage().close());
        store.close();
        uncleanStop.clear();
    }
}
