package io.tarn.auth.login;

import java.util.Locale;
import java.util.Optional;

/** The header Authorization, taken apart: the scheme in lower case and what follows it. */
public record Authorization(String scheme, String value) {
    public static final String BASIC = "basic";
    public static final String BEARER = "bearer";

    /** Longer ones are refused before anybody looks into them. */
    private static final int LONGEST = 64 << 10;

    /** Empty when the request has no such header. */
    public static Optional<Authorization> of(Credentials credentials) {
        String header = credentials.header("Authorization");
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        if (header.length() > LONGEST) {
            throw new RefusedException("The header Authorization is longer than " + LONGEST + " characters");
        }
        String text = header.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            return Optional.of(new Authorization(text.toLowerCase(Locale.ROOT), ""));
        }
        String scheme = text.substring(0, space).toLowerCase(Locale.ROOT);
        return Optional.of(new Authorization(scheme, text.substring(space + 1).strip()));
    }

    /** What follows the scheme, if it is this one. */
    public static Optional<String> valueOf(Credentials credentials, String scheme) {
        return of(credentials).filter(header -> header.scheme().equals(scheme)).map(Authorization::value);
    }

    /** Without the value, which is a secret. */
    @Override
    public String toString() {
        return "Authorization[***]";
    }
}
