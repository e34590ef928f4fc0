package io.tarn.client.manage;

/**
 * A token or a key pair that was just made.
 *
 * @param made what it is
 * @param secret the only copy of it
 */
public record Issued<T>(T made, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return made.toString();
    }
}
