package io.tarn.engines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An OpenID provider: serves its discovery document and its key over HTTP, and signs tokens with RS256. It is made of
 * nothing but the JDK, so that it does not share a mistake with the library that the server checks tokens with.
 */
final class IdentityProvider implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String KEY_ID = "2026-11";

    private final HttpServer server;
    private final KeyPair keys;

    private IdentityProvider(HttpServer server, KeyPair keys) {
        this.server = server;
        this.keys = keys;
    }

    static IdentityProvider start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            IdentityProvider provider = new IdentityProvider(server, newKeys());
            provider.publish(
                    "/.well-known/openid-configuration",
                    Map.of("issuer", provider.issuer(), "jwks_uri", provider.issuer() + "/keys"));
            provider.publish("/keys", Map.of("keys", List.of(provider.publicKey())));
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> publicKey() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                KEY_ID,
                "n",
                BASE64.encodeToString(unsigned(key.getModulus())),
                "e",
                BASE64.encodeToString(unsigned(key.getPublicExponent())));
    }

    /** A number as JSON Web Keys write it: without the byte that only holds its sign. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private void publish(String path, Map<String, Object> document) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(document);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token for Tarn that lasts an hour. */
    String token(String name, String... groups) {
        return sign(claims(name, groups));
    }

    String tokenFor(String audience, String name, String... groups) {
        Map<String, Object> claims = claims(name, groups);
        claims.put("aud", audience);
        return sign(claims);
    }

    /** It was right until an hour ago. */
    String expiredToken(String name, String... groups) {
        Map<String, Object> claims = claims(name, groups);
        long now = Instant.now().getEpochSecond();
        claims.put("iat", now - 7200);
        claims.put("exp", now - 3600);
        return sign(claims);
    }

    private Map<String, Object> claims(String name, String... groups) {
        long now = Instant.now().getEpochSecond();
        return new TreeMap<>(Map.of(
                "iss",
                issuer(),
                "aud",
                "tarn",
                "sub",
                "b0a7-" + name,
                "preferred_username",
                name,
                "groups",
                List.of(groups),
                "iat",
                now,
                "exp",
                now + 3600));
    }

    private String sign(Map<String, Object> claims) {
        try {
            String signed = encode(Map.of("alg", "RS256", "kid", KEY_ID, "typ", "JWT")) + "." + encode(claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(Map<String, Object> part) throws IOException {
        return BASE64.encodeToString(JSON.writeValueAsBytes(part));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
