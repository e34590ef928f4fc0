package io.tarn.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.server.config.Config;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.feed.EventFeed;
import io.tarn.server.ops.feed.NumberEvents;
import io.tarn.server.ops.feed.TrimEvents;
import io.tarn.server.ops.feed.WatchEvents;
import io.tarn.server.store.jdbc.JdbcStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What whoever watches is told, wired by hand. */
final class FeedSetUp implements AutoCloseable {
    /** That move streams; a stream holds none while nothing happens. */
    private static final int THREADS = 4;

    private final NumberEvents numbers;
    private final TrimEvents trim;
    private final EventFeed feed;

    /** What is numbered late is told late, so this waits for no other job. */
    private final Jobs prompt = new Jobs("feed", 2);

    FeedSetUp(JdbcStore store, Config.Feed settings, MeterRegistry metrics, Clock clock) {
        String server = store.process().toString();
        this.numbers = new NumberEvents(store, server, clock, System::nanoTime);
        this.trim = new TrimEvents(store, server, Duration.ofDays(settings.retentionDays()), clock);
        this.feed = new EventFeed(store, threads(), System::nanoTime);
        metrics.gauge("tarn.feed.watchers", feed, EventFeed::watching);
        metrics.gauge("tarn.feed.lag.millis", numbers, NumberEvents::oldestMillis);
    }

    private static ExecutorService threads() {
        AtomicInteger made = new AtomicInteger();
        return new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread worker = new Thread(work, "feed-streams-" + made.incrementAndGet());
            worker.setDaemon(true);
            return worker;
        });
    }

    WatchEvents watch(Access access, Guard guard) {
        return new WatchEvents(access, guard, feed);
    }

    void start(Jobs jobs) {
        prompt.repeat("events", numbers::run, Duration.ofMillis(10), NumberEvents.interval());
        prompt.repeat("watch", feed::read, EventFeed.interval(), EventFeed.interval());
        jobs.repeat("events-trim", trim::run, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    /** Whoever watches goes elsewhere; else a stop would wait for them. */
    void endStreams() {
        feed.close();
    }

    @Override
    public void close() {
        prompt.close();
        numbers.close();
    }
}
