package io.tarn.auth.login;

import org.jspecify.annotations.Nullable;

/**
 * What a request presented.
 *
 * @param path as it was sent: still percent-encoded, without the query
 * @param query as it was sent, without the question mark; null when there was none
 * @param headers the request's headers, by name in any case
 * @param source the address of the caller, which failures are counted by
 * @param certificateSubject who the client certificate was issued to; null without a verified certificate
 * @param body read only by those whose credentials cover it
 */
public record Credentials(
        String method,
        String path,
        @Nullable String query,
        Headers headers,
        String source,
        @Nullable String certificateSubject,
        Body body) {
    /** One header by its name in any case. */
    @FunctionalInterface
    public interface Headers {
        /** The first value that was sent, or null. */
        @Nullable
        String get(String name);
    }

    /** The request's body; asking twice gives the same bytes. */
    @FunctionalInterface
    public interface Body {
        byte[] bytes();
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Says nothing that could be a secret. */
    @Override
    public String toString() {
        return "Credentials[" + method + " from " + source + "]";
    }
}
