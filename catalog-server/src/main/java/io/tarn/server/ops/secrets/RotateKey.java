package io.tarn.server.ops.secrets;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.store.MasterKeyRows.Known;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the newest of the configured keys into use, moves everything to it while servers run, and takes the others out of
 * use. Whatever stops it, it is run again and goes on.
 *
 * <p>Every server must know both keys before: from the moment the new one is noted, all of them use it.
 */
public final class RotateKey {
    /** Others may write with the old key until they have seen the new one; more rounds than this mean something else. */
    private static final int ROUNDS = 10;

    /**
     * What was done.
     *
     * @param key the one that is in use now
     * @param retired those that are no longer needed
     * @param kept those that are, because something could not be moved
     */
    public record Result(String key, long moved, List<String> retired, List<String> kept) {
        public Result {
            retired = List.copyOf(retired);
            kept = List.copyOf(kept);
        }
    }

    private final Store store;
    private final MasterKeys keys;
    private final List<KeyUse> uses;
    private final KeyTrail trail;

    public RotateKey(Store store, MasterKeys keys, List<KeyUse> uses, KeyTrail trail) {
        this.store = store;
        this.keys = keys;
        this.uses = List.copyOf(uses);
        this.trail = trail;
    }

    /** @throws IllegalArgumentException when there is no new key; the message is for who runs the server */
    public Result run() {
        MasterKey key = begin();
        long moved = 0;
        List<String> retired = new ArrayList<>();
        List<String> kept = old(key);
        for (int round = 0; round < ROUNDS && !kept.isEmpty(); round++) {
            for (KeyUse use : uses) {
                moved += use.moveTo(key);
            }
            for (String old : kept) {
                if (retire(old)) {
                    retired.add(old);
                }
            }
            kept = old(key);
        }
        return new Result(key.id(), moved, retired, kept);
    }

    private MasterKey begin() {
        if (keys.ring().isEmpty()) {
            throw new IllegalArgumentException("there is no master key in the configuration");
        }
        MasterKey newest = keys.ring().newest();
        List<Known> known = store.read(tx -> tx.masterKeys().all());
        boolean inUse = !known.isEmpty() && known.get(known.size() - 1).id().equals(newest.id());
        if (!inUse && known.stream().anyMatch(before -> before.id().equals(newest.id()))) {
            throw new IllegalArgumentException("the first master key of the configuration, " + newest.id()
                    + ", is an older one than is in use; put the new one first");
        }
        if (!inUse) {
            store.write(tx -> {
                trail.changed(tx, "USE_MASTER_KEY", newest.id());
                return keys.note(tx, newest);
            });
        }
        return newest;
    }

    private List<String> old(MasterKey key) {
        return store.read(tx -> tx.masterKeys().all()).stream()
                .filter(known -> !known.retired() && !known.id().equals(key.id()))
                .map(Known::id)
                .toList();
    }

    /** Waits for whoever is writing with the key, and then looks whether anything has it. */
    private boolean retire(String id) {
        return store.write(tx -> {
            if (!tx.masterKeys().hold(id) || uses.stream().anyMatch(use -> use.uses(tx, id))) {
                return false;
            }
            tx.masterKeys().retire(id);
            trail.changed(tx, "RETIRE_MASTER_KEY", id);
            return true;
        });
    }
}
