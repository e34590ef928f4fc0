package io.tarn.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.ops.audit.ResignAudit;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.secrets.KeptSecrets;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.ops.secrets.MoveSecrets;
import io.tarn.server.ops.secrets.RotateKey;
import io.tarn.server.store.jdbc.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * {@code tarn key rotate}: works on the database beside running servers. The embedded database belongs to one process, so
 * its server must be stopped.
 */
final class KeyCommand {
    private KeyCommand() {}

    /** @throws ConfigException when there is no new key, or a key that is in use is missing */
    static RotateKey.Result rotate(Config config, PrintStream out) {
        Path dataDir = Path.of(config.dataDir()).toAbsolutePath().normalize();
        Clock clock = Clock.systemUTC();
        try (JdbcStore store = StoreSetUp.open(config.store(), dataDir, new SimpleMeterRegistry())) {
            MasterKeys keys = KeySetUp.open(config, dataDir, store, clock);
            KeptSecrets secrets = new KeptSecrets(keys, clock);
            AuditSetUp audit = new AuditSetUp(store, keys, config.audit(), clock);
            RotateKey.Result result = new RotateKey(
                            store,
                            keys,
                            List.of(new MoveSecrets(store, keys, secrets), new ResignAudit(store, keys)),
                            (tx, what, key) -> Trail.changedByServer(tx, what, Map.of("key", key)))
                    .run();
            audit.finish();
            tell(result, out);
            return result;
        } catch (IllegalArgumentException e) {
            throw new ConfigException("secrets: " + e.getMessage());
        }
    }

    private static void tell(RotateKey.Result result, PrintStream out) {
        out.println("Master key " + result.key() + " is in use; " + result.moved() + " rows were moved to it");
        for (String retired : result.retired()) {
            out.println("Master key " + retired + " is no longer needed: take it out of the configuration");
        }
        for (String kept : result.kept()) {
            out.println("Master key " + kept + " is still needed: something could not be moved; verify the audit"
                    + " (POST /manage/v1/audit/verify), then run this again");
        }
    }
}
