package io.tarn.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tarn.auth.Caller;
import io.tarn.auth.Principal;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigChecks;
import io.tarn.server.config.ConfigException;
import io.tarn.server.model.Names;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.PrincipalRows;
import io.tarn.server.store.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Store, audit and storage as a server opens them, without a server: for commands that work beside servers on the same
 * database. The embedded database belongs to one process, so its server must be stopped.
 */
final class OpenedServer implements AutoCloseable {
    private final JdbcStore store;
    private final AuditSetUp audit;
    private final Catalogs catalogs;
    private final Clock clock;

    private OpenedServer(JdbcStore store, AuditSetUp audit, Catalogs catalogs, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.catalogs = catalogs;
        this.clock = clock;
    }

    /** @throws ConfigException when the configuration cannot be used, or a server runs on the embedded database */
    static OpenedServer open(Config config, Clock clock) {
        ConfigChecks.check(config);
        Path dataDir = Path.of(config.dataDir()).toAbsolutePath().normalize();
        boolean unclean = config.store().embedded() && new UncleanStop(dataDir).happened();
        JdbcStore store = store(config, dataDir, unclean);
        try {
            if (unclean) {
                throw new ConfigException("the server was not stopped, it died: start it and stop it once, so that it"
                        + " finds again what it may have lost, and then run this");
            }
            MasterKeys keys = KeySetUp.open(config, dataDir, store, clock);
            AuditSetUp audit = new AuditSetUp(store, keys, config.audit(), clock);
            Bootstrap bootstrap = new Bootstrap(store, clock);
            new RootToken(dataDir).ensure(bootstrap);
            bootstrap.adminRole();
            return new OpenedServer(store, audit, CatalogSetUp.open(config, dataDir, bootstrap), clock);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static JdbcStore store(Config config, Path dataDir, boolean running) {
        try {
            Files.createDirectories(dataDir);
            return StoreSetUp.open(config.store(), dataDir, new SimpleMeterRegistry());
        } catch (IOException e) {
            throw new ConfigException("data-dir: " + dataDir + " cannot be created: " + e.getMessage());
        } catch (ConfigException e) {
            if (running) {
                throw new ConfigException("the embedded database belongs to one process, and a server has it: stop the"
                        + " server, run this, and start it again; on MySQL or MariaDB this runs beside servers");
            }
            throw e;
        }
    }

    JdbcStore store() {
        return store;
    }

    Catalogs catalogs() {
        return catalogs;
    }

    Clock clock() {
        return clock;
    }

    /**
     * @param name empty for the only one
     * @throws ConfigException when there is none of the name, or several and no name
     */
    Catalogs.Entry catalog(String name) {
        if (name.isEmpty() && catalogs.all().size() == 1) {
            return catalogs.all().get(0);
        }
        return catalogs.byName(name)
                .orElseThrow(() -> new ConfigException("--catalog: "
                        + (name.isEmpty()
                                ? "there are several catalogs in the configuration; name one"
                                : "there is no catalog '" + Names.printable(name) + "' in the configuration")));
    }

    /** The principal of the first start: what whoever runs the server does is done in its name. */
    Caller root() {
        return Caller.of(principal(Principal.Kind.USER.word() + ":" + Bootstrap.ROOT));
    }

    /**
     * @param label e.g. {@code user:alice}
     * @throws ConfigException when there is no such principal
     */
    Principal principal(String label) {
        int colon = label.indexOf(':');
        Optional<Principal> found = colon < 0
                ? Optional.empty()
                : Principal.Kind.ofWord(label.substring(0, colon))
                        .flatMap(kind -> store.read(tx -> tx.principals().find(kind, label.substring(colon + 1))))
                        .map(PrincipalRows.Entry::principal);
        return found.orElseThrow(() -> new ConfigException("there is no principal '" + Names.printable(label)
                + "' (user:, service:," + " group: or role: and a name)"));
    }

    @Override
    public void close() {
        audit.finish();
        catalogs.all().forEach(Catalogs.Entry::close);
        store.close();
    }
}
