package io.tarn.engines.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Shows a running server at work with Flink: a streaming insert with checkpoints, a query, and time travel. */
@SuppressWarnings("try") // the iterators, readers and writers of the engines: their close() throws Exception
public final class Demo {

    private static final int SECONDS = 10;
    private static final int ROWS_PER_SECOND = 100;

    private final FlinkCluster cluster;
    private final StreamTableEnvironment batch;
    private final StreamTableEnvironment streaming;

    private Demo(FlinkCluster cluster) {
        this.cluster = cluster;
        this.batch = cluster.tables(false);
        this.streaming = cluster.tables(true);
    }

    public static void main(String[] args) throws Exception {
        // What goes wrong reaches the reader as an exception; Flink's warnings about its surroundings would only
        // distract.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        int exitCode = 0;
        CatalogSettings settings = CatalogSettings.fromEnvironment();
        say("Starting a Flink cluster in this process");
        try (FlinkCluster cluster = FlinkCluster.start()) {
            new Demo(cluster).run(settings);
            say("Done");
        } catch (Exception failure) {
            exitCode = 1;
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                say("Failed: " + settings.redact(String.valueOf(cause)));
            }
        }
        System.exit(exitCode);
    }

    private void run(CatalogSettings settings) throws Exception {
        String warehouse = settings.options().get("warehouse");
        say("Connecting to the catalog '" + warehouse + "'");
        for (StreamTableEnvironment tables : List.of(batch, streaming)) {
            tables.executeSql(settings.createCatalog("tarn"));
            tables.executeSql("USE CATALOG tarn");
        }
        batch.executeSql("CREATE DATABASE IF NOT EXISTS demo");
        batch.executeSql("CREATE TABLE IF NOT EXISTS demo.orders (order_id BIGINT, customer INT, amount DECIMAL(10, 2),"
                + " PRIMARY KEY (order_id) NOT ENFORCED) WITH ('bucket' = '1')");
        say("Database 'demo' and table 'demo.orders' are there");

        Row before = one("SELECT COUNT(*), COALESCE(MAX(order_id), 0) FROM demo.orders");
        say("The table holds " + before.getField(0) + " orders");
        insert(((Number) before.getField(1)).longValue() + 1);
        query();
        travel();
    }

    private void insert(long firstOrder) throws Exception {
        streaming.getConfig().set("execution.checkpointing.interval", "1 s");
        streaming.executeSql(String.format(
                Locale.ROOT,
                "CREATE TEMPORARY TABLE incoming (order_id BIGINT, customer INT, cents INT) WITH ("
                        + "'connector' = 'datagen', 'rows-per-second' = '%d',"
                        + " 'fields.order_id.kind' = 'sequence', 'fields.order_id.start' = '%d',"
                        + " 'fields.order_id.end' = '%d', 'fields.customer.min' = '1', 'fields.customer.max' = '5',"
                        + " 'fields.cents.min' = '100', 'fields.cents.max' = '99999')",
                ROWS_PER_SECOND,
                firstOrder,
                firstOrder + SECONDS * ROWS_PER_SECOND - 1));
        say("Streaming " + SECONDS * ROWS_PER_SECOND + " orders into it, with a checkpoint each second");
        JobClient job = streaming
                .executeSql("INSERT INTO demo.orders"
                        + " SELECT order_id, customer, CAST(cents AS DECIMAL(12, 2)) / 100 FROM incoming")
                .getJobClient()
                .get();
        long reported = 0;
        boolean running = true;
        while (running) {
            TimeUnit.MILLISECONDS.sleep(200);
            running = !job.getJobStatus().get(1, TimeUnit.MINUTES).isGloballyTerminalState();
            for (long checkpoint : cluster.completedCheckpoints(job.getJobID())) {
                if (checkpoint > reported) {
                    reported = checkpoint;
                    say("  checkpoint " + checkpoint + " is complete");
                }
            }
        }
        job.getJobExecutionResult().get(1, TimeUnit.MINUTES);
        say("The stream has ended");
    }

    private void query() throws Exception {
        say("Orders by customer:");
        for (Row row : all(
                "SELECT customer, COUNT(*), SUM(amount) FROM demo.orders GROUP BY customer" + " ORDER BY customer")) {
            say(String.format(
                    Locale.ROOT,
                    "  customer %s: %s orders, %s in total",
                    row.getField(0),
                    row.getField(1),
                    row.getField(2)));
        }
    }

    private void travel() throws Exception {
        Row snapshots = one("SELECT MIN(snapshot_id), MAX(snapshot_id) FROM demo.`orders$snapshots`");
        for (int i = 0; i < snapshots.getArity(); i++) {
            Object snapshot = snapshots.getField(i);
            Row count = one("SELECT COUNT(*) FROM demo.orders /*+ OPTIONS('scan.snapshot-id' = '" + snapshot + "') */");
            say("Snapshot " + snapshot + " holds " + count.getField(0) + " orders");
        }
    }

    private Row one(String query) throws Exception {
        return all(query).get(0);
    }

    private List<Row> all(String query) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> iterator = batch.executeSql(query).collect()) {
            iterator.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
