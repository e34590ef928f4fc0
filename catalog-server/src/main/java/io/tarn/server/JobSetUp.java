package io.tarn.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tarn.server.config.Config;
import io.tarn.server.iceberglib.projection.IcebergProjection;
import io.tarn.server.model.Ids;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.partitions.FoldPartitions;
import io.tarn.server.ops.partitions.RecountPartitions;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.ops.projection.CollectProjections;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.ForgetExpired;
import io.tarn.server.ops.snapshots.PublishedHeads;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.ops.snapshots.SettleOpen;
import io.tarn.server.ops.tables.PurgeDropped;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.ManifestCounter;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;

/** The background work of a server: each job is leased, or may be done by several servers at once. */
final class JobSetUp {
    private JobSetUp() {}

    static Jobs start(
            Config config,
            Store store,
            Catalogs catalogs,
            FreshAuthorizer authorizer,
            PublishedHeads heads,
            CommitSteps steps,
            MeterRegistry metrics,
            Clock clock) {
        String server = Ids.next().toString();
        Config.Purge purge = config.purge();
        PurgeDropped purgeDropped = new PurgeDropped(
                store,
                catalogs,
                new PurgeDropped.Settings(Duration.ofSeconds(purge.delaySeconds()), purge.filesPerSecond()),
                server,
                clock);
        FoldPartitions fold = new FoldPartitions(store, server, clock);
        RecountPartitions recount = new RecountPartitions(
                store,
                catalogs,
                new PaimonSchemas(),
                new ManifestCounter(),
                new FileFormatsJson()::snapshot,
                server,
                clock);
        metrics.gauge("tarn.job.backlog", Tags.of("job", "purge"), purgeDropped, PurgeDropped::backlog);
        metrics.gauge("tarn.job.backlog", Tags.of("job", "fold-partitions"), fold, FoldPartitions::backlog);
        Jobs jobs = new Jobs(metrics);
        SettleOpen settleOpen = new SettleOpen(store, catalogs, new SettleFiles(store, steps), clock);
        ForgetExpired forgetExpired = new ForgetExpired(store, catalogs, server, clock);
        jobs.repeat(
                "policy",
                () -> {
                    authorizer.refresh();
                    return false;
                },
                FreshAuthorizer.interval(),
                FreshAuthorizer.interval());
        jobs.repeatToTheEnd("published-heads", heads::run, Duration.ofMillis(50));
        jobs.repeat("retention", forgetExpired::run, Duration.ofSeconds(1), Duration.ofMinutes(10));
        jobs.repeat("settle", settleOpen::run, Duration.ofSeconds(1), Duration.ofSeconds(5));
        // A step deletes what a second may delete, so a second between steps keeps the rate.
        jobs.repeat("purge", purgeDropped::run, Duration.ofSeconds(1), Duration.ofSeconds(5));
        // Each step folds a thousand partitions, which takes longer than the pause.
        CollectProjections collect = new CollectProjections(store, catalogs, new IcebergProjection(), server, clock);
        jobs.repeat("old-projections", collect::run, Duration.ofSeconds(1), Duration.ofMinutes(10));
        jobs.repeat("fold-partitions", fold::run, Duration.ofMillis(20), Duration.ofSeconds(1));
        jobs.repeat("recount-partitions", recount::run, Duration.ofMillis(20), Duration.ofSeconds(1));
        return jobs;
    }
}
