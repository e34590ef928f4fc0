package io.tarn.server.store;

/** COMMIT was sent and got no answer. Only reading again can tell; running again blindly could do the work twice. */
public final class UnknownOutcomeException extends RuntimeException {
    public UnknownOutcomeException(Throwable cause) {
        super("the database gave no answer to COMMIT", cause);
    }
}
