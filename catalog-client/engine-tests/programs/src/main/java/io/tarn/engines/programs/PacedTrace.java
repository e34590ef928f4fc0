package io.tarn.engines.programs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Stands behind a sequence source: slows it down, and notes for every checkpoint the last id before its barrier. The
 * notes are static because the cluster runs in the JVM of the program that reads them.
 */
final class PacedTrace implements MapFunction<Long, Long>, CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private static final Map<Long, Long> LAST_ID = new ConcurrentHashMap<>();
    private static volatile boolean released;

    private final long rowsPerSecond;
    private transient ListState<Long> state;
    private transient long last;
    private transient long nextRowNanos;

    PacedTrace(long rowsPerSecond) {
        this.rowsPerSecond = rowsPerSecond;
    }

    /** Lets the remaining rows pass as fast as they can. */
    static void release() {
        released = true;
    }

    static Long lastIdOf(long checkpoint) {
        return LAST_ID.get(checkpoint);
    }

    @Override
    public Long map(Long id) {
        long now = System.nanoTime();
        if (!released && now < nextRowNanos) {
            LockSupport.parkNanos(nextRowNanos - now);
        }
        nextRowNanos = Math.max(now, nextRowNanos) + TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
        last = id;
        return id;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        LAST_ID.put(context.getCheckpointId(), last);
        state.clear();
        state.add(last);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        nextRowNanos = System.nanoTime();
        state = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("last-id", Long.class));
        for (Long restored : state.get()) {
            last = restored;
        }
    }
}
