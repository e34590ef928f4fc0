package io.tarn.server.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.server.model.Limits;
import io.tarn.server.store.Changes;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Remembers what a database that belongs to this process has answered, until it changes. An answer carries the count of changes
 * that there was before it was asked for, and is given again only while the count is the same: no transaction has begun since,
 * so the database would say the same.
 */
final class RememberedReads<K, V> implements PointReads<K, V> {
    private final Changes changes;
    private final Cache<K, Answer<V>> answers;

    private record Answer<V>(long count, V value) {}

    RememberedReads(Changes changes, ToIntFunction<V> size) {
        this.changes = changes;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(Limits.REMEMBERED_BYTES)
                .weigher((K key, Answer<V> answer) -> size.applyAsInt(answer.value()))
                .build();
    }

    @Override
    public V get(K key, Supplier<V> read) {
        OptionalLong count = changes.count();
        if (count.isEmpty()) {
            return read.get();
        }
        Answer<V> known = answers.getIfPresent(key);
        if (known != null && known.count() == count.getAsLong()) {
            return known.value();
        }
        V value = read.get();
        answers.put(key, new Answer<>(count.getAsLong(), value));
        return value;
    }
}
