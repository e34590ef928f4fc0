package io.tarn.server.ops.policies;

/** A policy does not fit the columns that its table has in this place. The message is a reason to refuse. */
public final class UnkeepablePolicyException extends RuntimeException {
    UnkeepablePolicyException(String reason) {
        super(reason, null, false, false);
    }
}
