package io.tarn.server.ops.secrets;

import io.tarn.auth.secrets.KeyRing;
import io.tarn.auth.secrets.MasterKey;
import io.tarn.auth.secrets.UndecipherableException;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.MasterKeyRows.Known;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys that this server was given, held against what the database knows. Which of them encrypts and signs is the
 * database's word, so that servers agree while keys are changed: the last one in its list.
 */
public final class MasterKeys {
    private static final byte[] CANARY = "This is the right key.".getBytes(StandardCharsets.UTF_8);

    private final Store store;
    private final KeyRing ring;
    private final Clock clock;

    public MasterKeys(Store store, KeyRing ring, Clock clock) {
        this.store = store;
        this.ring = ring;
        this.clock = clock;
    }

    /**
     * Proves that the keys are the right ones; the first key of a database is noted there.
     *
     * @throws IllegalArgumentException when one is missing or wrong; the message is for who runs the server
     */
    public void check() {
        List<Known> needed = needed();
        if (needed.isEmpty() && !ring.isEmpty()) {
            try {
                store.write(tx -> note(tx, ring.newest()));
            } catch (DuplicateKeyException e) {
                // Another server started at the same moment with the same key.
            }
            needed = needed();
        }
        for (Known known : needed) {
            MasterKey key = ring.find(known.id())
                    .orElseThrow(
                            () -> new IllegalArgumentException(
                                    "the secrets in the catalog database need master key "
                                            + known.id() + ", and this server was given " + given()
                                            + "; give it that key too, see 'secrets' in conf/tarn.yaml. Without it the secrets are lost"));
            checkCanary(known, key);
        }
    }

    private List<Known> needed() {
        return store.read(tx -> tx.masterKeys().all()).stream()
                .filter(known -> !known.retired())
                .toList();
    }

    private String given() {
        return ring.isEmpty() ? "none" : ring.keys().stream().map(MasterKey::id).collect(Collectors.joining(", "));
    }

    private static void checkCanary(Known known, MasterKey key) {
        try {
            byte[] plain = key.decrypt(HexFormat.of().parseHex(known.canary()), place(known.id()));
            if (Arrays.equals(plain, CANARY)) {
                return;
            }
        } catch (UndecipherableException e) {
            // Said below.
        }
        throw new IllegalArgumentException("the row of master key " + known.id()
                + " in the catalog database was changed; restore the table master_key from a backup");
    }

    /** From now on this key encrypts and signs. */
    boolean note(Transaction tx, MasterKey key) {
        String canary = HexFormat.of().formatHex(key.encrypt(CANARY, place(key.id())));
        tx.masterKeys().insert(new Known(key.id(), clock.millis(), canary, false));
        return true;
    }

    private static String place(String id) {
        return "master_key/" + id + "/canary";
    }

    /**
     * The key that encrypts and signs now; empty when this database has none yet.
     *
     * @throws TarnException UNAVAILABLE when this server was not given it
     */
    public Optional<MasterKey> current(Transaction tx) {
        List<Known> known = tx.masterKeys().all();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        String id = known.get(known.size() - 1).id();
        return Optional.of(ring.find(id)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.UNAVAILABLE,
                        "The server was not given master key " + id + " yet, which the others use now")));
    }

    public KeyRing ring() {
        return ring;
    }
}
