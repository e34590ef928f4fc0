package io.tarn.auth.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Requests with credentials, as tests need them. */
public final class Presented {
    private Presented() {}

    public static Credentials nothing() {
        return request(Map.of());
    }

    public static Credentials authorization(String header) {
        return request(Map.of("Authorization", header));
    }

    public static Credentials bearer(String token) {
        return authorization("Bearer " + token);
    }

    public static Credentials basic(String name, String password) {
        return authorization("Basic " + encoded(name + ":" + password));
    }

    public static Credentials from(String source, Credentials credentials) {
        return new Credentials(
                credentials.method(),
                credentials.path(),
                credentials.query(),
                credentials.headers(),
                source,
                credentials.certificateSubject(),
                credentials.body());
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Credentials request(Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return new Credentials("GET", "/v1/config", null, anyCase::get, "192.0.2.1", null, () -> new byte[0]);
    }
}
