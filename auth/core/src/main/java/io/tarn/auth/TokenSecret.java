package io.tarn.auth;

import java.security.SecureRandom;
import java.util.Base64;

/** The text of a bearer token: 256 random bits. Only its SHA-256 is ever stored; it carries too much entropy to guess. */
public final class TokenSecret {
    private static final String PREFIX = "tarn_";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    public static TokenSecret generate() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return new TokenSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** The secret itself: for the one answer or file that hands it out. */
    public String reveal() {
        return text;
    }

    public byte[] hash() {
        return hashOf(text);
    }

    /** The hash under which a presented token is looked up. */
    public static byte[] hashOf(String presented) {
        return Sha256.of(presented);
    }

    /** Says nothing, so that a secret never reaches a log by accident. */
    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
