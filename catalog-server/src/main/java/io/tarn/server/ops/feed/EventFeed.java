package io.tarn.server.ops.feed;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of events of this server. A stream is a place in the log of events and no queue: it holds no thread while
 * nothing happens, and no events while its client is slow. A job reads what is new while somebody watches, and hands those
 * streams to a few threads that have something to do.
 */
public final class EventFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    private final EventLog log;
    private final ExecutorService threads;
    private final LongSupplier ticks;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param threads that streams are moved by; closed with this
     * @param ticks nanoseconds of any beginning, always going forward
     */
    public EventFeed(Store store, ExecutorService threads, LongSupplier ticks) {
        this.log = new EventLog(store);
        this.threads = threads;
        this.ticks = ticks;
    }

    /** How often a job reads. */
    public static Duration interval() {
        return Duration.ofMillis(100);
    }

    /** What all of this server reads. */
    public EventLog log() {
        return log;
    }

    LongSupplier ticks() {
        return ticks;
    }

    /** @throws TarnException UNAVAILABLE when too many watch, or the server stops */
    void add(EventStream stream) {
        if (closed || streams.size() >= Limits.EVENT_WATCHERS) {
            throw TarnException.of(
                    ErrorCode.UNAVAILABLE, closed ? "The server is stopping" : "Too many watch events; try again");
        }
        streams.add(stream);
        move(stream);
        if (closed) {
            stream.stop();
        }
    }

    void remove(EventStream stream) {
        streams.remove(stream);
    }

    /** Has a thread move a stream, unless one does, which then goes round once more. */
    void move(EventStream stream) {
        if (stream.wake()) {
            try {
                threads.execute(stream::move);
            } catch (RejectedExecutionException e) {
                LOG.atDebug().setCause(e).log("the server has stopped");
            }
        }
    }

    /**
     * One read, and work for those who wait for what it finds.
     *
     * @return false: there is no more to do now
     * @throws StoreUnavailableException when the database does not answer
     */
    public boolean read() {
        if (streams.isEmpty()) {
            log.forget();
            return false;
        }
        try {
            log.follow();
        } finally {
            // Also while the database does not answer: who takes nothing, or may not any more, is ended all the same.
            long now = ticks.getAsLong();
            streams.stream().filter(stream -> stream.isDue(now)).forEach(this::move);
        }
        return false;
    }

    /** How many watch. */
    public int watching() {
        return streams.size();
    }

    /** Ends every stream, each with the cursor to go on from, and lets nobody watch any more. */
    @Override
    public void close() {
        closed = true;
        streams.forEach(EventStream::stop);
        threads.shutdown();
    }
}
