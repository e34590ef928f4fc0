package io.tarn.server.ops;

import io.tarn.server.store.Store;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What very many ask of the database again and again, found as cheaply as the database allows. Everybody gets what was
 * committed before it asked.
 */
interface PointReads<K, V> {
    /** @param read what all who give this key read */
    V get(K key, Supplier<V> read);

    /** @param size of an answer in memory, in bytes, more or less */
    static <K, V> PointReads<K, V> of(Store store, ToIntFunction<V> size) {
        return store.changes()
                .<PointReads<K, V>>map(changes -> new RememberedReads<>(changes, size))
                .orElseGet(SharedReads::new);
    }
}
