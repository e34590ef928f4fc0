package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.ops.Guard;

/** Tells by what requests are decided, and what is wrong with it. */
public final class DescribeAuthorization {
    private final Guard guard;
    private final PolicyHome home;

    public DescribeAuthorization(Guard guard, PolicyHome home) {
        this.guard = guard;
        this.home = home;
    }

    /** @throws io.tarn.server.model.TarnException FORBIDDEN */
    public PolicyHome run(Caller caller) {
        guard.check(caller, Operation.DESCRIBE_AUTHORIZATION, Securable.server());
        return home;
    }
}
