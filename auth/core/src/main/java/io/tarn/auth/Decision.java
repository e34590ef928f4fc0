package io.tarn.auth;

/**
 * What an authorizer answered, and why.
 *
 * @param reason one sentence that a caller may read
 */
public record Decision(boolean allowed, String reason) {
    public static Decision allow(String reason) {
        return new Decision(true, reason);
    }

    public static Decision deny(String reason) {
        return new Decision(false, reason);
    }
}
