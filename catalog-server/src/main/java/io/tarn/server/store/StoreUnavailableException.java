package io.tarn.server.store;

/** The database did not answer, or gave up on the transaction; nothing of it was written. */
public final class StoreUnavailableException extends RuntimeException {
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
