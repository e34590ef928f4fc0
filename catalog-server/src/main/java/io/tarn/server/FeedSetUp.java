package io.tarn.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.manage.Webhook;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.changes.RecentChanges;
import io.tarn.server.ops.feed.Delivery;
import io.tarn.server.ops.feed.EventFeed;
import io.tarn.server.ops.feed.EventFilter;
import io.tarn.server.ops.feed.NumberEvents;
import io.tarn.server.ops.feed.SendEvents;
import io.tarn.server.ops.feed.TrimEvents;
import io.tarn.server.ops.feed.WatchEvents;
import io.tarn.server.store.jdbc.JdbcStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private final RecentChanges changes;
    private final List<SendEvents> sinks = new ArrayList<>();

    /** What is numbered late is told late, so this waits for no other job. */
    private final Jobs prompt;

    /** A receiver that does not answer holds up nothing but others like it. */
    private final Jobs sending;

    /** @throws ConfigException when a sink is about what there is not, or cannot be */
    FeedSetUp(JdbcStore store, Catalogs catalogs, Config.Feed settings, MeterRegistry metrics, Clock clock) {
        String server = store.process().toString();
        this.prompt = new Jobs("feed", 2, metrics);
        this.numbers = new NumberEvents(store, server, clock, System::nanoTime);
        this.trim = new TrimEvents(store, server, Duration.ofDays(settings.retentionDays()), clock);
        this.feed = new EventFeed(store, threads(), System::nanoTime);
        this.changes = new RecentChanges(feed.log(), System::nanoTime);
        metrics.gauge("tarn.feed.watchers", feed, EventFeed::watching);
        metrics.gauge("tarn.changes.watchers", changes, RecentChanges::watching);
        metrics.gauge("tarn.feed.lag.millis", numbers, NumberEvents::oldestMillis);
        for (Config.Webhook webhook : settings.webhooks()) {
            Delivery delivery = new Webhook(webhook.name(), address(webhook), webhook.secret(), clock);
            sinks.add(new SendEvents(
                    store, feed, sink(catalogs, "webhook", webhook), delivery, server, clock, System::nanoTime));
        }
        KafkaSetUp.deliveries(settings.kafka())
                .forEach((kafka, delivery) -> sinks.add(new SendEvents(
                        store, feed, sink(catalogs, "kafka", kafka), delivery, server, clock, System::nanoTime)));
        sinks.forEach(sink -> measure(metrics, sink));
        sending = new Jobs("sinks", Math.max(1, Math.min(sinks.size(), THREADS)), metrics);
    }

    private static void measure(MeterRegistry metrics, SendEvents sends) {
        Tags tags = Tags.of("kind", sends.sink().kind(), "sink", sends.sink().name());
        metrics.gauge("tarn.feed.sink.behind", tags, sends, SendEvents::behind);
        metrics.more().counter("tarn.feed.sink.failures", tags, sends, SendEvents::failures);
    }

    private static URI address(Config.Webhook webhook) {
        try {
            return new URI(webhook.url());
        } catch (URISyntaxException e) {
            throw new ConfigException("feed.webhooks.url of '" + webhook.name() + "' is no address");
        }
    }

    private static SendEvents.Sink sink(Catalogs catalogs, String kind, Config.Sink sink) {
        try {
            return new SendEvents.Sink(
                    kind,
                    sink.name(),
                    catalogs.byPrefix(sink.catalog()).catalog().id(),
                    EventFilter.of(
                            sink.database().isEmpty() ? null : sink.database(),
                            sink.object().isEmpty() ? null : sink.object(),
                            sink.kinds(),
                            sink.operations()));
        } catch (TarnException e) {
            throw new ConfigException("feed: the sink '" + sink.name() + "': " + e.getMessage());
        }
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

    RecentChanges changes() {
        return changes;
    }

    void start(Jobs jobs) {
        prompt.repeat("events", numbers::run, Duration.ofMillis(10), NumberEvents.interval());
        prompt.repeat("watch", feed::read, EventFeed.interval(), EventFeed.interval());
        sinks.forEach(sink -> sending.repeat("sink", sink::run, Duration.ofMillis(10), Duration.ofMillis(500)));
        jobs.repeat("changes", changes::read, RecentChanges.interval(), RecentChanges.interval());
        jobs.repeat("events-trim", trim::run, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    /** Whoever watches goes elsewhere; else a stop would wait for them. */
    void endStreams() {
        changes.close();
        feed.close();
    }

    @Override
    public void close() {
        sinks.forEach(SendEvents::stop);
        sending.close();
        sinks.forEach(SendEvents::close);
        prompt.close();
        numbers.close();
    }
}
