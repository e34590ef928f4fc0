package io.tarn.server.ops.principals;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.server.model.Limits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of those who logged in lately. It is believed for a second without asking the database: the bound within
 * which a revocation reaches other servers. The server that revokes forgets everything at once.
 */
public final class LoginMemory {
    private final AtomicLong generation = new AtomicLong();
    private final Map<String, Cache<?, ?>> parts = new ConcurrentHashMap<>();

    /** From now on nothing counts that was read before, nor what is being read at this moment. */
    public void forgetAll() {
        generation.incrementAndGet();
    }

    /**
     * A memory of its own for one kind of thing.
     *
     * @param name by which its figures are told
     */
    <K, V> Part<K, V> part(String name) {
        Part<K, V> part = new Part<>(generation);
        parts.put(name, part.found);
        return part;
    }

    /** What is remembered, by the name of the part; for figures alone. */
    public Map<String, Cache<?, ?>> parts() {
        return Map.copyOf(parts);
    }

    /** What was found, by key; what was not found is never remembered. */
    static final class Part<K, V> {
        private record Key<K>(long generation, K key) {}

        private final AtomicLong generation;
        private final Cache<Key<K>, V> found = Caffeine.newBuilder()
                .expireAfterWrite(Limits.TOKEN_CACHE)
                .maximumSize(Limits.TOKEN_CACHE_ENTRIES)
                .recordStats()
                .build();

        private Part(AtomicLong generation) {
            this.generation = generation;
        }

        /** @param read asks the database; what it throws is thrown */
        Optional<V> get(K key, Function<K, Optional<V>> read) {
            @Nullable
            V value = found.get(
                    new Key<>(generation.get(), key),
                    wanted -> read.apply(wanted.key()).orElse(null));
            return Optional.ofNullable(value);
        }
    }
}
