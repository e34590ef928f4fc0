package io.tarn.engines.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Inserts the ids 1 to {@code rows} into two tables by one streaming job with checkpoints: {@code kept}, an append
 * table, which would hold a row twice that was committed twice, and {@code counted}, a primary-key table, which adds
 * up how often it got each id. With an argument {@code keys} the ids in {@code counted} are the remainders of a
 * division by it, and {@code options} are further options of that table, as they stand in SQL.
 *
 * <p>Prints a JSON line for each checkpoint that is complete for Flink and for each change of the job's state. A line
 * {@code release} on standard input lifts the limit of rows per second, so that the job comes to its end; the end of
 * standard input ends the program.
 */
public final class StreamingInsert {

    private StreamingInsert() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        String database = arguments.text("database", "streaming");
        long rows = arguments.number("rows", 100_000);
        long rowsPerSecond = arguments.number("rows-per-second", 200);
        long keys = arguments.number("keys", Long.MAX_VALUE);
        String options = arguments.text("options", "'bucket' = '1'");

        boolean finished;
        try (FlinkCluster cluster = FlinkCluster.start()) {
            StreamExecutionEnvironment environment = cluster.environment(configuration(arguments));
            StreamTableEnvironment tables = StreamTableEnvironment.create(
                    environment,
                    EnvironmentSettings.newInstance().inStreamingMode().build());
            tables.executeSql(CatalogSettings.fromEnvironment().createCatalog("tarn"));
            tables.executeSql("CREATE DATABASE IF NOT EXISTS tarn." + database);
            tables.executeSql("CREATE TABLE IF NOT EXISTS tarn." + database + ".kept (id BIGINT, v STRING)");
            tables.executeSql("CREATE TABLE IF NOT EXISTS tarn." + database + ".counted"
                    + " (id BIGINT, v STRING, copies INT, PRIMARY KEY (id) NOT ENFORCED) WITH ("
                    + options + ", 'merge-engine' = 'aggregation', 'fields.copies.aggregate-function' = 'sum')");
            tables.createTemporaryView(
                    "ids",
                    environment
                            .fromSequence(1, rows)
                            .map(new PacedTrace(rowsPerSecond))
                            .returns(Long.class));
            StatementSet inserts = tables.createStatementSet();
            inserts.addInsertSql("INSERT INTO tarn." + database + ".kept"
                    + " SELECT f0, 'value of ' || CAST(f0 AS STRING) FROM ids");
            inserts.addInsertSql("INSERT INTO tarn." + database + ".counted" + " SELECT MOD(f0, " + keys
                    + "), 'value of ' || CAST(f0 AS STRING), 1 FROM ids");
            JobClient job = inserts.execute().getJobClient().get();
            releaseOnRequest();
            finished = follow(cluster, job);
        }
        System.exit(finished ? 0 : 1);
    }

    private static Configuration configuration(Arguments arguments) {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        configuration.setString("execution.checkpointing.interval", arguments.number("checkpoint-millis", 500) + " ms");
        configuration.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000000");
        // While the server is down each attempt fails at once: try again soon, and never give up.
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", String.valueOf(Integer.MAX_VALUE));
        configuration.setString("restart-strategy.fixed-delay.delay", "300 ms");
        return configuration;
    }

    private static void releaseOnRequest() {
        Thread reader = new Thread(
                () -> {
                    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                    input.lines().filter("release"::equals).forEach(line -> PacedTrace.release());
                    // The test that started this program is gone.
                    Runtime.getRuntime().halt(2);
                },
                "standard-input");
        reader.setDaemon(true);
        reader.start();
    }

    /** Reports on the job until its end; true if it finished. */
    private static boolean follow(FlinkCluster cluster, JobClient job) throws Exception {
        JobID id = job.getJobID();
        JobStatus status = null;
        long reported = 0;
        while (status == null || !status.isGloballyTerminalState()) {
            TimeUnit.MILLISECONDS.sleep(100);
            JobStatus now = job.getJobStatus().get(1, TimeUnit.MINUTES);
            for (long checkpoint : cluster.completedCheckpoints(id)) {
                if (checkpoint > reported) {
                    Json.object()
                            .with("checkpoint", checkpoint)
                            .with("last-id", PacedTrace.lastIdOf(checkpoint))
                            .print();
                    reported = checkpoint;
                }
            }
            if (now != status) {
                Json.object().with("status", now.name()).print();
                status = now;
            }
        }
        return status == JobStatus.FINISHED;
    }
}
