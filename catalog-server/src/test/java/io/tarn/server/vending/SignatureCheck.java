package io.tarn.server.vending;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes the signature of a request as a store does, from the description of AWS's Signature Version 4. */
final class SignatureCheck {
    private SignatureCheck() {}

    /** The one that the request has. */
    static String said(RemoteSigner.Signed signed) {
        return part(signed, "Signature=");
    }

    private static String part(RemoteSigner.Signed signed, String name) {
        String header = signed.headers().get("Authorization").get(0);
        String rest = header.substring(header.indexOf(name) + name.length());
        return rest.contains(",") ? rest.substring(0, rest.indexOf(',')) : rest;
    }

    /** The one that it has to have: of its own host, and of the headers that it says are signed. */
    static String of(String method, RemoteSigner.Signed signed, String secret) {
        URI uri = URI.create(signed.uri());
        String[] scope = part(signed, "Credential=").split("/", 2);
        List<String> names = Arrays.asList(part(signed, "SignedHeaders=").split(";", -1));
        String headers = names.stream()
                .map(name -> name + ":"
                        + (name.equals("host")
                                ? uri.getAuthority()
                                : String.join(",", signed.headers().get(name)).strip())
                        + "\n")
                .collect(Collectors.joining());
        String canonical = String.join(
                "\n",
                method,
                uri.getRawPath(),
                query(uri.getRawQuery()),
                headers,
                String.join(";", names),
                signed.headers().get("x-amz-content-sha256").get(0));
        String toSign = String.join(
                "\n", "AWS4-HMAC-SHA256", signed.headers().get("x-amz-date").get(0), scope[1], sha256(canonical));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope[1].split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String query(String raw) {
        return raw == null
                ? ""
                : Arrays.stream(raw.split("&", -1))
                        .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
