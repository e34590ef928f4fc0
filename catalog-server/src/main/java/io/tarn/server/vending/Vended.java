package io.tarn.server.vending;

import java.util.Map;

/**
 * Options that open the files of a table.
 *
 * @param options secrets among them; empty when nothing is needed that the client does not have
 * @param expiresAt epoch milliseconds; by then the client has to ask again
 */
public record Vended(Map<String, String> options, long expiresAt) {
    public Vended {
        options = Map.copyOf(options);
    }

    public static Vended nothing(long expiresAt) {
        return new Vended(Map.of(), expiresAt);
    }

    /** Never shows a value. */
    @Override
    public String toString() {
        return "Vended[" + options.keySet() + " until " + expiresAt + "]";
    }
}
