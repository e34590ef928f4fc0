package io.tarn.server.model;

import java.util.Optional;
import java.util.UUID;

/**
 * What a request with an idempotency key has come to.
 *
 * @param digest of what it asked
 * @param entry the audit's that tells what it changed; of a refusal none that is there
 * @param refusal empty when it has changed something
 */
public record KeyedOutcome(String digest, UUID entry, Optional<Refusal> refusal) {
    /** How a request was refused. */
    public record Refusal(ErrorCode code, String message) {}
}
