package io.tarn.server.ops.audit;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.secrets.MasterKeys;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads the whole audit and names every damage to it: what was changed, removed, cut off or forged. */
public final class VerifyTrail {
    /**
     * What was found.
     *
     * @param problems one sentence each; beyond a hundred they are not written out
     * @param rows how many entries were read
     * @param anchored whether signed anchors cover the chains; without them who can change the database can also make the
     *     hashes fit
     */
    public record Result(List<String> problems, long rows, boolean anchored) {
        public Result {
            problems = List.copyOf(problems);
        }

        public boolean intact() {
            return problems.isEmpty();
        }
    }

    private final Store store;
    private final Guard guard;
    private final MasterKeys keys;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    public VerifyTrail(Store store, Guard guard, MasterKeys keys, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.keys = keys;
        this.clock = clock;
    }

    /** @throws TarnException UNAVAILABLE while another one runs: it reads everything */
    public Result run(Caller caller) {
        guard.check(caller, Operation.VERIFY_AUDIT, Securable.server());
        if (!running.compareAndSet(false, true)) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "The audit is being verified already; try again later");
        }
        try {
            Problems problems = new Problems();
            AnchorCheck anchors = new AnchorCheck(store, new Signatures(keys), problems);
            anchors.run();
            ChainCheck chains = new ChainCheck(store, new Signatures(keys), anchors, problems, clock.millis());
            chains.run();
            return new Result(problems.found(), chains.rows(), anchors.any());
        } finally {
            running.set(false);
        }
    }
}
