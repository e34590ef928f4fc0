package io.tarn.auth.login;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The name and the password of HTTP Basic. */
public record BasicCredentials(String name, String password) {
    private static final int LONGEST = 1024;

    /**
     * Empty when the request presents something else.
     *
     * @throws RefusedException when it is not readable, or says no name or no password
     */
    public static Optional<BasicCredentials> of(Credentials credentials) {
        return Authorization.valueOf(credentials, Authorization.BASIC).map(BasicCredentials::parse);
    }

    private static BasicCredentials parse(String encoded) {
        String pair;
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new RefusedException("The name and password are not encoded as HTTP Basic says, in UTF-8");
        }
        int colon = pair.indexOf(':');
        if (colon <= 0 || pair.length() > LONGEST || pair.chars().anyMatch(Character::isISOControl)) {
            throw new RefusedException("HTTP Basic needs a name, a colon and a password, of " + LONGEST
                    + " characters at most and without control characters");
        }
        if (colon == pair.length() - 1) {
            // A directory takes a name without a password for an anonymous login, and says yes.
            throw new RefusedException("The password is empty");
        }
        return new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BasicCredentials[***]";
    }
}
