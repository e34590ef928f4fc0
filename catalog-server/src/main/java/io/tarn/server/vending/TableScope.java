package io.tarn.server.vending;

import io.tarn.server.model.Location;

/**
 * What credentials reach: the directory of one table, and nothing beside it.
 *
 * @param write whether files may be written and deleted too
 * @param serversHistory whether the server alone writes the table's snapshots and schemas
 */
public record TableScope(Location directory, boolean write, boolean serversHistory) {}
