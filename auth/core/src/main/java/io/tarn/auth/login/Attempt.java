package io.tarn.auth.login;

import io.tarn.auth.TokenSecret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One presentation of credentials, as {@link Throttle} counts it. Holds hashes only.
 *
 * @param source who to count for; of an IPv6 address the network, because a caller has all addresses of one
 * @param claim whose secret may be being guessed here: the name of HTTP Basic, the access key of a signature. A bearer
 *     token names nobody, so it claims itself, and a client that repeats a stale one is slowed alone.
 * @param proof what only the holder of right credentials presents again: all of them. A signature differs each time, but
 *     cannot be guessed, so there the access key does.
 */
record Attempt(Kind kind, String source, String claim, String proof) {
    enum Kind {
        /** Nothing was presented, so there is nothing to count. */
        NOTHING,
        /** The same each time, so a failure tells that it is right no longer. */
        SECRET,
        SIGNATURE
    }

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
    private static final Pattern SIGNED_WITH = Pattern.compile("Credential=([^/,\\s]{1,200})/");

    static Attempt of(Credentials credentials) {
        String source = network(credentials.source());
        Optional<Authorization> sent = Authorization.of(credentials);
        if (sent.isEmpty()) {
            String subject = credentials.certificateSubject();
            String claim = subject == null ? "" : hash("certificate " + subject);
            return new Attempt(subject == null ? Kind.NOTHING : Kind.SECRET, source, claim, claim);
        }
        Authorization header = sent.get();
        String whole = hash(header.scheme() + " " + header.value());
        return switch (header.scheme()) {
            case Authorization.BASIC ->
                new Attempt(Kind.SECRET, source, hash("basic " + basicName(header.value())), whole);
            case Authorization.BEARER -> new Attempt(Kind.SECRET, source, whole, whole);
            default -> {
                Matcher signed = SIGNED_WITH.matcher(header.value());
                if (!signed.find()) {
                    yield new Attempt(Kind.SECRET, source, whole, whole);
                }
                String key = hash(header.scheme() + " " + signed.group(1));
                yield new Attempt(Kind.SIGNATURE, source, key, key);
            }
        };
    }

    /** Directories take names in any case, so a guess at ALICE is one at alice. */
    private static String basicName(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return (colon < 0 ? pair : pair.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return encoded;
        }
    }

    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(TokenSecret.hashOf(text));
    }

    private static String network(String address) {
        if (!IPV6.matcher(address).matches()) {
            return address;
        }
        try {
            // A literal: nothing is looked up. IPv4 in IPv6 comes back with four bytes, and stays whole.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            byte[] counted = bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes;
            return Base64.getEncoder().encodeToString(counted);
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
