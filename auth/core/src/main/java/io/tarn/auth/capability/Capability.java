package io.tarn.auth.capability;

import io.tarn.auth.Sha256;
import io.tarn.auth.dlf.KeyPairs;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.UndecidedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client sends to prove that it keeps to row filters and column masks: a signature with a key pair that was issued
 * to whoever runs the engine, and that the engine's users do not see.
 *
 * <p>Signed are the method, the path, the time and the credentials, so that neither another request nor another principal
 * gains by a header that was seen.
 */
public final class Capability {
    public static final String HEADER = "X-Tarn-Capability";

    /** How far the clocks of engine and server may be apart. */
    private static final long SKEW_SECONDS = 300;

    private static final Pattern FORM =
            Pattern.compile("v1 key=([A-Za-z0-9_.-]{1,64}),at=([0-9]{1,12}),sig=([0-9a-f]{64})");

    private Capability() {}

    /**
     * Whose key a request is signed with.
     *
     * @param sent the header's value
     * @throws RefusedException when the signature is not right
     * @throws UndecidedException when that cannot be told now
     */
    public static Identity signer(String sent, Credentials credentials, KeyPairs keys, Clock clock) {
        Matcher form = FORM.matcher(sent);
        if (!form.matches()) {
            throw new RefusedException("The header " + HEADER + " is not of the form v1 key=…,at=…,sig=…");
        }
        long at = Long.parseLong(form.group(2));
        if (Math.abs(clock.millis() / 1000 - at) > SKEW_SECONDS) {
            throw new RefusedException("The header " + HEADER + " was signed more than " + SKEW_SECONDS
                    + " s before or after the server's time");
        }
        KeyPairs.KeyPair key = keys.find(form.group(1))
                .orElseThrow(
                        () -> new RefusedException("The header " + HEADER + " is signed with a key that is not known"));
        byte[] expected = signature(key.secret(), text(credentials, at));
        if (!MessageDigest.isEqual(expected, HexFormat.of().parseHex(form.group(3)))) {
            throw new RefusedException("The signature in the header " + HEADER + " is not right");
        }
        return key.identity();
    }

    private static String text(Credentials credentials, long at) {
        String authorization = credentials.header("Authorization");
        return String.join(
                "\n",
                "tarn-capability-v1",
                credentials.method(),
                credentials.path(),
                Long.toString(at),
                Sha256.hex(authorization == null ? "" : authorization));
    }

    private static byte[] signature(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
