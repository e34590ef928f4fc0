package io.tarn.auth.policy;

/**
 * A policy is right, but the readers of a wire would evaluate it differently, or not at all. Whoever writes to that wire
 * takes the stricter form or refuses; the message says what does not fit.
 */
public final class NotOnThisWireException extends RuntimeException {
    NotOnThisWireException(String message) {
        super(message, null, false, false);
    }
}
