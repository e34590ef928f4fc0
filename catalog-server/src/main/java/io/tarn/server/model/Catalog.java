package io.tarn.server.model;

import java.util.UUID;

/**
 * What a client names as its warehouse.
 *
 * @param id the prefix of every path of this catalog
 * @param warehouse root below which managed tables live, normalised, without a trailing slash
 */
public record Catalog(UUID id, String name, Location warehouse, Layout layout) {}
