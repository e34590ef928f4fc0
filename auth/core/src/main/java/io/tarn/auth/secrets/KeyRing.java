package io.tarn.auth.secrets;

import java.util.List;
import java.util.Optional;

/**
 * The master keys that a server was given, newest first: while keys are changed, what is stored is encrypted with one or
 * another.
 */
public record KeyRing(List<MasterKey> keys) {
    public static final KeyRing EMPTY = new KeyRing(List.of());

    /** @throws IllegalArgumentException when a key is there twice */
    public KeyRing {
        keys = List.copyOf(keys);
        if (keys.stream().distinct().count() != keys.size()) {
            throw new IllegalArgumentException("a master key is there twice");
        }
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** @throws IllegalStateException when there is none */
    public MasterKey newest() {
        if (keys.isEmpty()) {
            throw new IllegalStateException("this server has no master key");
        }
        return keys.get(0);
    }

    public Optional<MasterKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** @throws UndecipherableException when no key fits */
    public byte[] decrypt(byte[] ciphertext, String place) {
        String id = MasterKey.idOf(ciphertext);
        return find(id).orElseThrow(() -> new UndecipherableException(
                        "it was encrypted with master key " + id + ", which this server was not given"))
                .decrypt(ciphertext, place);
    }
}
