package io.tarn.auth.login;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials are of a known kind, and wrong. The message is one sentence for the caller: it names what is wrong and
 * repeats nothing that was presented.
 */
public final class RefusedException extends RuntimeException {
    private final transient @Nullable Duration retryAfter;

    public RefusedException(String reason) {
        this(reason, null);
    }

    /** @param retryAfter until then the credentials are not even looked at */
    RefusedException(String reason, @Nullable Duration retryAfter) {
        // Anybody can cause one, as often as they like: a stack trace would cost more than the check.
        super(reason, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** Present when the caller was refused for earlier failures. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
