package io.tarn.auth;

import java.util.UUID;

/**
 * What a client gives a request so that it changes something once, however often it is sent.
 *
 * @param digest of what is asked, in hex; the same key with another one is a mistake of the client
 */
public record IdempotencyKey(UUID id, String digest) {}
