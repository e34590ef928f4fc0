package io.tarn.client;

import io.grpc.StatusRuntimeException;
import io.tarn.proto.v1.Event;
import io.tarn.proto.v1.WatchResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is changed in a catalog, one after the other, for one thread. It ends only when the caller may not watch any more,
 * which is thrown, or when it is closed.
 */
public final class EventIterator implements Iterator<EventIterator.Told>, AutoCloseable {
    /** What there is to tell. */
    public sealed interface Told {
        /** To go on after this. */
        String cursor();
    }

    /** Something was changed. */
    public record Changed(Event event) implements Told {
        @Override
        public String cursor() {
            return event.getCursor();
        }
    }

    /** Events before the cursor are missing: they were no longer kept. */
    public record Missed(String cursor) implements Told {}

    private record Item(@Nullable Told told, @Nullable StatusRuntimeException failure) {}

    private static final Item CLOSED = new Item(null, null);

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final EventWatch watch;
    private @Nullable Item next;

    EventIterator(Function<EventWatch.Sink, EventWatch> begin) {
        this.watch = begin.apply(new EventWatch.Sink() {
            @Override
            public boolean take(WatchResponse answer) {
                if (answer.hasEvent()) {
                    items.add(new Item(new Changed(answer.getEvent()), null));
                } else if (answer.hasGap()) {
                    items.add(new Item(new Missed(answer.getCursor()), null));
                } else {
                    return true;
                }
                // The next one when this one is taken.
                return false;
            }

            @Override
            public void ended(StatusRuntimeException why) {
                items.add(new Item(null, why));
            }
        });
        Object unused = watch.open();
    }

    /**
     * Waits until there is something.
     *
     * @return false when this was closed
     * @throws StatusRuntimeException when the caller may not watch any more, or asked for what there is not
     */
    @Override
    public boolean hasNext() {
        try {
            if (next == null) {
                next = items.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return isThere(next);
    }

    private boolean isThere(Item item) {
        if (item.failure() != null) {
            throw item.failure();
        }
        return item.told() != null;
    }

    @Override
    public Told next() {
        if (!hasNext()) {
            throw new NoSuchElementException("it was closed");
        }
        return taken();
    }

    /**
     * Waits for a while.
     *
     * @return empty when nothing happened, or this was closed
     * @throws StatusRuntimeException as {@link #hasNext}
     */
    public Optional<Told> next(Duration atMost) {
        try {
            if (next == null) {
                next = items.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return next == null || !isThere(next) ? Optional.empty() : Optional.of(taken());
    }

    private Told taken() {
        Item item = next;
        if (item == null || item.told() == null) {
            throw new NoSuchElementException("there is none");
        }
        next = null;
        watch.more();
        return item.told();
    }

    @Override
    public void close() {
        watch.close();
        items.add(CLOSED);
    }
}
