package io.tarn.server;

import com.zaxxer.hikari.HikariDataSource;
import io.tarn.auth.secrets.KeyRing;
import io.tarn.schema.Migrations;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.doctor.DatabaseChecks;
import io.tarn.server.doctor.Finding;
import io.tarn.server.store.MasterKeyRows;
import io.tarn.server.store.jdbc.JdbcDatabaseFacts;
import io.tarn.server.store.jdbc.JdbcStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The part of {@code tarn doctor} that asks the catalog database. It neither makes nor migrates one. */
final class DoctorStore {
    private static final String DATABASE = "database";
    private static final String KEYS = "master keys";

    private final Config config;
    private final Path dataDir;
    private final int servers;

    DoctorStore(Config config, Path dataDir, int servers) {
        this.config = config;
        this.dataDir = dataDir;
        this.servers = servers;
    }

    List<Finding> run() {
        boolean embedded = config.store().embedded();
        if (embedded && !Files.exists(dataDir.resolve("catalog.mv.db"))) {
            return List.of(Finding.ok(DATABASE, "the embedded one is made at the first start"));
        }
        try (HikariDataSource source = StoreSetUp.look(config.store(), dataDir)) {
            return ask(source);
        } catch (ConfigException e) {
            if (embedded && new UncleanStop(dataDir).happened()) {
                return List.of(Finding.warning(
                        DATABASE,
                        "a server has the embedded one",
                        "stop it to have this looked at, or rely on /health/ready"));
            }
            return List.of(Finding.wrong(
                    DATABASE,
                    String.valueOf(e.getMessage()),
                    "see store.url, the user, its password, and the network"));
        } catch (RuntimeException e) {
            return List.of(Finding.wrong(
                    DATABASE,
                    String.valueOf(e.getMessage()),
                    "let the user of the database read its settings and the catalog's tables"));
        }
    }

    private List<Finding> ask(HikariDataSource source) {
        List<Finding> findings = new ArrayList<>(DatabaseChecks.of(
                JdbcDatabaseFacts.read(source),
                new DatabaseChecks.Use(
                        config.store().poolSize(), servers, StoreSetUp.CONNECTION_LIFETIME, StoreSetUp.KEEP_ALIVE)));
        if (config.store().embedded() && new UncleanStop(dataDir).happened()) {
            findings.add(Finding.warning(
                    "last stop",
                    "the server died",
                    "the next start finds again what it may have lost; nothing is to be done"));
        }
        Migrations.State state = Migrations.state(source);
        findings.add(schema(state));
        if (state.missing() == 0) {
            findings.add(keys(source));
        }
        return findings;
    }

    private static Finding schema(Migrations.State state) {
        String what = "schema";
        String seen = state.version().isEmpty() ? "none yet" : "version " + state.version();
        if (state.newer() > 0) {
            return Finding.warning(
                    what, seen + ", which a newer server made", "bring this server up to the version of the others");
        }
        return state.missing() == 0 || state.version().isEmpty()
                ? Finding.ok(what, seen)
                : Finding.warning(
                        what,
                        seen,
                        "the next start brings " + state.missing() + " migrations; back the database up before");
    }

    private Finding keys(HikariDataSource source) {
        KeyRing given;
        try {
            given = KeySetUp.configured(config, dataDir);
        } catch (ConfigException e) {
            return Finding.wrong(KEYS, String.valueOf(e.getMessage()), "correct 'secrets' in the configuration");
        }
        // Not closed: the pool is the caller's.
        JdbcStore store = JdbcStore.reading(source);
        List<String> missing = store.read(tx -> tx.masterKeys().all()).stream()
                .filter(known -> !known.retired())
                .map(MasterKeyRows.Known::id)
                .filter(id -> given.find(id).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            return Finding.wrong(
                    KEYS,
                    String.join(", ", missing) + " not given",
                    "give the server that key, or restore it from a copy");
        }
        return given.isEmpty()
                ? Finding.warning(
                        KEYS,
                        "none",
                        "set secrets.master-key-file: nothing can be encrypted, and the audit is not signed")
                : Finding.ok(
                        KEYS,
                        given.keys().size() == 1
                                ? "one, and it fits"
                                : given.keys().size() + " are given; take old ones out after tarn key rotate");
    }
}
