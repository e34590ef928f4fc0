package io.tarn.server.store;

/** An insert or rename met a key that exists; the transaction was rolled back. */
public final class DuplicateKeyException extends RuntimeException {
    public DuplicateKeyException(Throwable cause) {
        super("the key exists", cause);
    }
}
