package io.tarn.server.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who ask a database of its own process the same at the same moment share an answer. Whoever comes while a read is under way may
 * not have its answer, which may be older than the question; all who come meanwhile share the next one, which begins when it
 * is over. So everybody gets what was committed before it asked.
 */
final class SharedReads<K, V> implements PointReads<K, V> {
    private final ConcurrentMap<K, Queue<V>> queues = new ConcurrentHashMap<>();

    /** What who waits is told: it reads for the others too, it has the answer, or it must read for itself. */
    private record Told<V>(
            @Nullable List<CompletableFuture<Told<V>>> led,
            @Nullable V answer) {}

    /** Behind a read that is under way. */
    private static final class Queue<V> {
        /** Guarded by the map's lock of the key. */
        private List<CompletableFuture<Told<V>>> waiting = new ArrayList<>();
    }

    @Override
    public V get(K key, Supplier<V> read) {
        CompletableFuture<Told<V>> self = new CompletableFuture<>();
        queues.compute(key, (same, queue) -> {
            if (queue == null) {
                self.complete(new Told<>(List.of(), null));
                return new Queue<>();
            }
            queue.waiting.add(self);
            return queue;
        });
        Told<V> told = self.join();
        if (told.led() != null) {
            return lead(key, read, told.led());
        }
        return told.answer() == null ? read.get() : told.answer();
    }

    private V lead(K key, Supplier<V> read, List<CompletableFuture<Told<V>>> others) {
        V answer = null;
        try {
            answer = read.get();
            return answer;
        } finally {
            handOn(key);
            Told<V> told = new Told<>(null, answer);
            others.forEach(other -> other.complete(told));
        }
    }

    /** The first of those who wait reads for all of them. */
    private void handOn(K key) {
        List<CompletableFuture<Told<V>>> next = new ArrayList<>();
        queues.computeIfPresent(key, (same, queue) -> {
            next.addAll(queue.waiting);
            queue.waiting = new ArrayList<>();
            return next.isEmpty() ? null : queue;
        });
        if (!next.isEmpty()) {
            next.get(0).complete(new Told<>(List.copyOf(next.subList(1, next.size())), null));
        }
    }
}
