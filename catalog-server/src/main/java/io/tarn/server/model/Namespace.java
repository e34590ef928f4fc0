package io.tarn.server.model;

import java.util.Map;
import java.util.UUID;

/**
 * A database of a catalog.
 *
 * @param version grows with every change of the options; the guard of a concurrent ALTER
 */
public record Namespace(UUID id, UUID catalogId, String name, Map<String, String> options, long version, Audit audit) {
    /** Every engine opens a catalog with this database, so it exists from the start. */
    public static final String DEFAULT = "default";

    /** The clients make up a database of this name themselves. */
    public static final String SYSTEM = "sys";

    public Namespace {
        options = Map.copyOf(options);
        long length = options.entrySet().stream()
                .mapToLong(option ->
                        option.getKey().length() + (long) option.getValue().length())
                .sum();
        if (length > Limits.OPTIONS_LENGTH) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "The options of database " + name + " would be longer than " + Limits.OPTIONS_LENGTH
                            + " characters");
        }
    }
}
