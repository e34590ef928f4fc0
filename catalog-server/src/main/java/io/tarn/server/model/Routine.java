package io.tarn.server.model;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function of a database; {@code Function} is Java's own.
 *
 * @param version grows with every change; the guard of a concurrent ALTER
 */
public record Routine(UUID id, UUID namespaceId, String name, Definition definition, long version, Audit audit) {
    /** The protocol's rule: clients ask for no other function. */
    private static final Pattern NAME = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9._-]+");

    /**
     * What a function is.
     *
     * @param inputParams the protocol's list of {@code DataField}, as JSON; null when unknown
     * @param returnParams as {@code inputParams}
     */
    public record Definition(
            @Nullable String inputParams, @Nullable String returnParams, boolean deterministic, Alterable alterable) {
        public long length() {
            return length(inputParams) + length(returnParams) + alterable.length();
        }

        private static long length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    /** Whether a function may have this name. */
    public static boolean mayBeCalled(String name) {
        return name.length() <= Limits.NAME_LENGTH && NAME.matcher(name).matches();
    }

    /** @throws TarnException INVALID_NAME */
    public static String checkName(String name) {
        if (!mayBeCalled(name)) {
            String printable = Names.printable(name);
            throw TarnException.about(
                    ErrorCode.INVALID_NAME,
                    printable,
                    "The function name '" + printable + "' is not made of at most " + Limits.NAME_LENGTH
                            + " letters, digits, '.', '_' and '-', at least one of them a letter");
        }
        return name;
    }
}
