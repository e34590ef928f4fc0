package io.tarn.server.http;

/**
 * A text that everybody may read without a token. It is known when the server starts and nothing of a request reaches it,
 * so there is no operation that could be allowed or refused.
 */
public record PublicDocument(String path, String contentType, String content) {}
