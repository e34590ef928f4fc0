package io.tarn.engines;

import static org.awaitility.Awaitility.await;

import io.tarn.schema.testing.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A metastore of Hive in a JVM of its own, on a database in its memory. */
public final class HiveServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final ChildProcess process;
    private final int port;

    private HiveServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param warehouse where it puts databases that nobody gives a place
     * @param jvm options of its JVM, which win over those that suit tests
     */
    public static HiveServer start(Path warehouse, String... jvm) throws IOException {
        int port = Ports.next();
        List<String> command = new ArrayList<>(List.of("-Xmx384m"));
        command.addAll(List.of(jvm));
        command.addAll(arguments(warehouse, port));
        ChildProcess process = ChildProcess.java("hive", command, Map.of(), line -> {});
        HiveServer server = new HiveServer(process, port);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .failFast("the metastore ended; its log is " + process.log(), () -> !process.isAlive())
                .until(() -> Ports.answers(port));
        return server;
    }

    private static List<String> arguments(Path warehouse, int port) {
        return List.of(
                "-Dderby.stream.error.field=java.lang.System.err",
                "-cp",
                ClassPaths.of("hive-metastore"),
                "org.apache.hadoop.hive.metastore.HiveMetaStore",
                "-p",
                Integer.toString(port),
                "--hiveconf",
                "javax.jdo.option.ConnectionURL=jdbc:derby:memory:hive;create=true",
                "--hiveconf",
                "datanucleus.schema.autoCreateAll=true",
                "--hiveconf",
                "hive.metastore.schema.verification=false",
                "--hiveconf",
                "metastore.warehouse.dir=file:" + warehouse,
                "--hiveconf",
                // The other ones would want the whole of Hive.
                "metastore.expression.proxy=org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
                "--hiveconf",
                "metastore.task.threads.always=org.apache.hadoop.hive.metastore.events.EventCleanerTask",
                "--hiveconf",
                "metastore.task.threads.remote=");
    }

    public int port() {
        return port;
    }

    public String address() {
        return "thrift://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
