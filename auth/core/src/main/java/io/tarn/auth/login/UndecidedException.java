package io.tarn.auth.login;

/**
 * Whether the credentials are right cannot be told now, because what knows it does not answer. Never a reason to ask the
 * next authenticator, and never counted as a failure of the caller.
 */
public final class UndecidedException extends RuntimeException {
    /** @param reason one sentence for the caller; the cause is for the log only */
    public UndecidedException(String reason, Throwable cause) {
        super(reason, cause);
    }

    public UndecidedException(String reason) {
        super(reason);
    }
}
