package io.tarn.client.manage;

/**
 * What a server tells everybody.
 *
 * @param atMillis the server's time, to the second, in milliseconds since 1970-01-01 UTC; 0 when it did not say
 * @param roundTripMillis how long the answer took
 * @param protocolVersion of the catalog protocol that it serves; empty when it did not say
 */
public record ServerInfo(long atMillis, long roundTripMillis, String protocolVersion) {}
