package io.tarn.engines.programs;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** One Flink cluster for all statements of a program; Flink's local default starts one for every statement. */
final class FlinkCluster implements AutoCloseable {

    private final MiniCluster cluster;
    private final URI address;

    private FlinkCluster(MiniCluster cluster, URI address) {
        this.cluster = cluster;
        this.address = address;
    }

    static FlinkCluster start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.port", "0");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("taskmanager.memory.network.min", "64mb");
        configuration.setString("taskmanager.memory.network.max", "64mb");
        configuration.setString("taskmanager.memory.managed.size", "64mb");
        // A job reports its checkpoints from this history; it must not forget one between two looks.
        configuration.setString("web.checkpoints.history", "10000");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4)
                .build());
        cluster.start();
        FlinkCluster started =
                new FlinkCluster(cluster, cluster.getRestAddress().get(1, TimeUnit.MINUTES));
        ContextEnvironment.set(started::environment);
        return started;
    }

    StreamExecutionEnvironment environment(Configuration configuration) {
        Configuration remote = new Configuration(configuration);
        remote.setString("execution.target", "remote");
        remote.setString("execution.attached", "true");
        remote.setString("rest.address", address.getHost());
        remote.setString("rest.port", String.valueOf(address.getPort()));
        return new StreamExecutionEnvironment(remote);
    }

    StreamTableEnvironment tables(boolean streaming) {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        EnvironmentSettings.Builder settings = EnvironmentSettings.newInstance();
        return StreamTableEnvironment.create(
                environment(configuration), (streaming ? settings.inStreamingMode() : settings.inBatchMode()).build());
    }

    /** The checkpoints of a job that are complete for Flink: it will never run the rows before them again. */
    List<Long> completedCheckpoints(JobID job) throws Exception {
        CheckpointStatsSnapshot statistics =
                cluster.getExecutionGraph(job).get(1, TimeUnit.MINUTES).getCheckpointStatsSnapshot();
        List<Long> completed = new ArrayList<>();
        if (statistics != null) {
            for (AbstractCheckpointStats checkpoint : statistics.getHistory().getCheckpoints()) {
                if (checkpoint.getStatus().isCompleted()) {
                    completed.add(checkpoint.getCheckpointId());
                }
            }
        }
        Collections.sort(completed);
        return completed;
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
    }

    /** Procedures ask Flink for an environment; without this they would start a cluster each. */
    @SuppressWarnings("try") // the inherited close(): it throws Exception
    private static final class ContextEnvironment extends StreamExecutionEnvironment {

        static void set(Function<Configuration, StreamExecutionEnvironment> environments) {
            initializeContextEnvironment(environments::apply);
        }
    }
}
