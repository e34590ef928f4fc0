package io.tarn.auth;

import java.util.UUID;

/**
 * Who a request acts for.
 *
 * @param root the principal made at the first start; it alone manages principals and tokens
 */
public record Principal(UUID id, String name, boolean root) {}
