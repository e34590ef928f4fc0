package io.tarn.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.snapshots.CommitObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Metrics of the tables that this process commits to. Each table costs series, so only some have their own: those that came
 * first, until they have been quiet for an hour. The others share series without names.
 */
final class TableMetrics implements CommitObserver {
    private static final long QUIET = Duration.ofHours(1).toMillis();

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<UUID, Series> tables = new HashMap<>();
    private final Series others;

    TableMetrics(MeterRegistry metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        this.others = new Series(metrics, Tags.of("catalog", "", "database", "", "table", ""));
    }

    /** The series of a table. */
    private static final class Series {
        private final Tags tags;
        private final List<Meter> meters = new ArrayList<>();
        private final Counter won;
        private final Counter lost;
        private volatile long lastWon;
        private volatile long lastAsked;

        Series(MeterRegistry metrics, Tags tags) {
            this.tags = tags;
            won = metrics.counter("tarn.table.commits", tags);
            lost = metrics.counter("tarn.table.conflicts", tags);
            meters.add(won);
            meters.add(lost);
            meters.add(Gauge.builder("tarn.table.last.commit.seconds", this, series -> series.lastWon / 1e3)
                    .description("when the last commit through this server was applied, since 1970; 0: none yet")
                    .tags(tags)
                    .register(metrics));
        }
    }

    @Override
    public void won(Attempt attempt) {
        Series series = of(attempt);
        series.won.increment();
        series.lastWon = series.lastAsked;
    }

    @Override
    public void lost(Attempt attempt) {
        of(attempt).lost.increment();
    }

    private synchronized Series of(Attempt attempt) {
        Tags tags = Tags.of(
                "catalog",
                attempt.catalog(),
                "database",
                attempt.table().database(),
                "table",
                attempt.table().table());
        Series known = tables.get(attempt.relationId());
        if (known != null && !known.tags.equals(tags)) {
            // It was renamed.
            remove(known);
            tables.remove(attempt.relationId());
            known = null;
        }
        if (known == null) {
            known = added(attempt.relationId(), tags).orElse(others);
        }
        known.lastAsked = clock.millis();
        return known;
    }

    private Optional<Series> added(UUID table, Tags tags) {
        if (tables.size() >= Limits.TABLES_WITH_METRICS && !makeRoom()) {
            return Optional.empty();
        }
        Series series = new Series(metrics, tags);
        tables.put(table, series);
        return Optional.of(series);
    }

    private boolean makeRoom() {
        long now = clock.millis();
        for (Iterator<Series> each = tables.values().iterator(); each.hasNext(); ) {
            Series series = each.next();
            if (now - series.lastAsked > QUIET) {
                each.remove();
                remove(series);
                return true;
            }
        }
        return false;
    }

    private void remove(Series series) {
        series.meters.forEach(metrics::remove);
    }
}
