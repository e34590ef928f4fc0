package io.tarn.server.vending;

import java.time.Duration;

/**
 * How a catalog hands out credentials.
 *
 * @param lifetime for which they are asked for, unless a right ends sooner
 */
public record Vending(CredentialVendor vendor, Duration lifetime) {}
