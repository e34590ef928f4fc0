package io.tarn.server;

import io.tarn.auth.secrets.KeyRing;
import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the master keys of the configuration and proves that they are the right ones. */
final class KeySetUp {
    private static final Logger LOG = LoggerFactory.getLogger(KeySetUp.class);
    private static final String FILE = "master.key";

    private KeySetUp() {}

    /** @throws ConfigException when a key is missing or wrong */
    static MasterKeys open(Config config, Path dataDir, Store store, Clock clock) {
        MasterKeys keys = new MasterKeys(store, ring(config, dataDir, store), clock);
        try {
            keys.check();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("secrets: " + e.getMessage());
        }
        return keys;
    }

    /**
     * The keys that the configuration names, without making any.
     *
     * @return empty when it names none, or the embedded store has not made its own yet
     * @throws ConfigException when what it names are no keys
     */
    static KeyRing configured(Config config, Path dataDir) {
        Path own = dataDir.resolve(FILE);
        Config.Secrets settings = config.secrets();
        boolean named =
                !settings.masterKey().isBlank() || !settings.masterKeyFile().isBlank();
        if (!named && config.store().embedded()) {
            return Files.exists(own) ? read(own) : KeyRing.EMPTY;
        }
        return named ? named(settings) : KeyRing.EMPTY;
    }

    private static KeyRing ring(Config config, Path dataDir, Store store) {
        Config.Secrets settings = config.secrets();
        if (!settings.masterKey().isBlank() || !settings.masterKeyFile().isBlank()) {
            return named(settings);
        }
        if (config.store().embedded()) {
            return ofEmbedded(dataDir.resolve(FILE), store);
        }
        LOG.warn("no master key (secrets in tarn.yaml): the audit is chained, but not anchored and never shortened");
        return KeyRing.EMPTY;
    }

    private static KeyRing named(Config.Secrets settings) {
        if (settings.masterKey().isBlank()) {
            return read(Path.of(settings.masterKeyFile()));
        }
        if (!settings.masterKeyFile().isBlank()) {
            throw new ConfigException("secrets: set master-key or master-key-file, not both");
        }
        return parse("secrets.master-key", Arrays.stream(settings.masterKey().split(",", -1)));
    }

    /** Without an operator's choice the embedded store has a key of its own, made at its first start. */
    private static KeyRing ofEmbedded(Path file, Store store) {
        if (!Files.exists(file)) {
            if (!store.read(tx -> tx.masterKeys().all()).isEmpty()) {
                throw new ConfigException("secrets: " + file
                        + " is gone, and the secrets in the catalog database need it; restore it from a backup");
            }
            try {
                Path pending =
                        file.resolveSibling(FILE + "." + ProcessHandle.current().pid());
                OwnerOnlyFile.write(pending, MasterKey.generate().reveal() + "\n");
                Files.move(pending, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new ConfigException("secrets: a master key cannot be written to " + file);
            }
        }
        return read(file);
    }

    static KeyRing read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new ConfigException("secrets.master-key-file: " + file + " cannot be read");
        }
        return parse(file.toString(), lines.stream());
    }

    private static KeyRing parse(String where, Stream<String> texts) {
        try {
            KeyRing ring = new KeyRing(texts.map(String::strip)
                    .filter(text -> !text.isEmpty() && !text.startsWith("#"))
                    .map(MasterKey::parse)
                    .toList());
            if (ring.isEmpty()) {
                throw new IllegalArgumentException("there is no key");
            }
            return ring;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "secrets: " + where + ": " + e.getMessage() + "; make a key with: openssl rand -base64 32");
        }
    }
}
