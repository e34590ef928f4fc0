package io.tarn.auth.dlf;

import io.tarn.auth.Sha256;
import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.Authorization;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Accepts requests with a DLF signature (the "default" signer of Paimon's clients).
 *
 * <p>The signature covers method, path, query, date, and of the body its MD5, which the client sends as a header: so a
 * body without that header is refused, and one that differs from it too. A recorded request can be sent again while its
 * date is within the window; clients do that themselves when they retry, so it cannot be told from an attack. TLS keeps
 * requests from being recorded.
 */
public final class DlfAuthenticator implements Authenticator {
    /** How far a request's date may be from this server's clock. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    private static final String SCHEME = SignatureHeader.SCHEME.toLowerCase(Locale.ROOT);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** Clients up to 1.3 sign a DELETE without a body as if it had this one. */
    private static final byte[] WORD_FOR_NO_BODY = "null".getBytes(StandardCharsets.UTF_8);

    private final KeyPairs keyPairs;
    private final Clock clock;

    public DlfAuthenticator(KeyPairs keyPairs, Clock clock) {
        this.keyPairs = keyPairs;
        this.clock = clock;
    }

    @Override
    public String accepts() {
        return "a DLF signature (" + SignatureHeader.SCHEME + ")";
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        return Authorization.valueOf(credentials, SCHEME)
                .map(value -> check(credentials, SignatureHeader.parse(value)));
    }

    private Identity check(Credentials request, SignatureHeader header) {
        String date = checkDate(request, header);
        if (!"v1".equals(request.header("x-dlf-version"))
                || !CanonicalRequest.UNSIGNED_BODY.equals(request.header("x-dlf-content-sha256"))) {
            throw new RefusedException("The signature is not of version v1 with an unsigned payload");
        }
        Optional<KeyPairs.KeyPair> found = keyPairs.find(header.accessKeyId());
        if (found.isEmpty()) {
            throw wrong();
        }
        KeyPairs.KeyPair pair = found.get();
        String canonical = CanonicalRequest.of(request);
        String toSign = String.join("\n", SignatureHeader.SCHEME, date, header.scope(), Sha256.hex(canonical));
        byte[] expected = hmac(signingKey(pair.secret(), header), toSign);
        if (!MessageDigest.isEqual(expected, HexFormat.of().parseHex(header.signature()))) {
            throw wrong();
        }
        checkSecurityToken(request, pair.securityToken());
        checkBody(request);
        return pair.identity();
    }

    /** The same for a key that does not exist, so that nobody learns which do. */
    private static RefusedException wrong() {
        return new RefusedException("The access key is unknown, or the signature does not fit the request");
    }

    private String checkDate(Credentials request, SignatureHeader header) {
        String date = request.header("x-dlf-date");
        if (date == null) {
            throw new RefusedException("The signed request has no header x-dlf-date");
        }
        Instant signed;
        try {
            signed = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new RefusedException("The header x-dlf-date is no date like 20260131T235959Z");
        }
        if (Duration.between(signed, clock.instant()).abs().compareTo(WINDOW) > 0) {
            throw new RefusedException(
                    "The request's date is more than " + WINDOW.toMinutes() + " minutes from this server's clock");
        }
        if (!date.startsWith(header.date())) {
            throw new RefusedException("The request was signed with the key of another day than its date");
        }
        return date;
    }

    private static void checkSecurityToken(Credentials request, @Nullable String expected) {
        String sent = request.header("x-dlf-security-token");
        if (sent == null && expected == null) {
            return;
        }
        if (sent == null || expected == null || !MessageDigest.isEqual(bytes(sent.strip()), bytes(expected))) {
            throw new RefusedException("The security token does not belong to the access key");
        }
    }

    private static void checkBody(Credentials request) {
        byte[] body = request.body().bytes();
        String sent = request.header("content-md5");
        if (sent == null) {
            if (body.length > 0) {
                throw new RefusedException("The request has a body that its signature does not cover");
            }
            return;
        }
        boolean fits = md5Of(body, sent)
                || (body.length == 0 && request.method().equals("DELETE") && md5Of(WORD_FOR_NO_BODY, sent));
        if (!fits) {
            throw new RefusedException("The request's body is not the one that was signed");
        }
    }

    private static boolean md5Of(byte[] body, String sent) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(body);
            return MessageDigest.isEqual(bytes(Base64.getEncoder().encodeToString(hash)), bytes(sent.strip()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static byte[] signingKey(byte[] secret, SignatureHeader header) {
        byte[] prefix = bytes("aliyun_v4");
        byte[] seed = new byte[prefix.length + secret.length];
        System.arraycopy(prefix, 0, seed, 0, prefix.length);
        System.arraycopy(secret, 0, seed, prefix.length, secret.length);
        byte[] ofDay = hmac(seed, header.date());
        byte[] ofRegion = hmac(ofDay, header.region());
        return hmac(hmac(ofRegion, SignatureHeader.PRODUCT), SignatureHeader.TERMINATOR);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
