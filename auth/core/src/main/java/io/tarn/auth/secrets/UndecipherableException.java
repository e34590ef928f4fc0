package io.tarn.auth.secrets;

/** A stored secret cannot be read; the message says why, and nothing of the secret. */
public final class UndecipherableException extends RuntimeException {
    public UndecipherableException(String message) {
        super(message);
    }
}
