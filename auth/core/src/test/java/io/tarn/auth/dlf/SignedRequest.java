package io.tarn.auth.dlf;

import io.tarn.auth.login.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A request that was signed by Paimon 1.4.2's signer at 2026-11-23T12:00:00Z, and what a test changes about it. */
record SignedRequest(String method, String path, String query, Map<String, String> headers, String body) {
    static final String SECRET = "SK\u00e9";
    static final String BODY = "{\"name\":\"d\u4e16\",\"options\":{}}";

    /** A POST with a body. */
    static SignedRequest post() {
        return new SignedRequest(
                "POST",
                "/v1/p+1/databases",
                null,
                headers(
                        "d1ef393714ce43818be2048dd79222ada024641e761377c1c6e808690e6bd82b",
                        Map.of("Content-Type", "application/json", "Content-MD5", "lFuK36s/5UdOmOFaKwEipA==")),
                BODY);
    }

    /** A GET with a query, in the spelling in which the client sends it. */
    static SignedRequest get() {
        return new SignedRequest(
                "GET",
                "/v1/p+1/tables",
                "tableNamePattern=a%25_%20%2A~%2B%26&maxResults=10&pageToken=",
                headers("a5771fc75f0d7c1742f6b18285ba99cb0b46074142c15779122128890080dc60", Map.of()),
                "");
    }

    private static Map<String, String> headers(String signature, Map<String, String> further) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(further);
        headers.put("x-dlf-date", "20261123T120000Z");
        headers.put("x-dlf-version", "v1");
        headers.put("x-dlf-content-sha256", "UNSIGNED-PAYLOAD");
        headers.put(
                "Authorization",
                "DLF4-HMAC-SHA256 Credential=AK/20261123/cn-hangzhou/DlfNext/aliyun_v4_request,Signature=" + signature);
        return headers;
    }

    SignedRequest withMethod(String other) {
        return new SignedRequest(other, path, query, headers, body);
    }

    SignedRequest withPath(String other) {
        return new SignedRequest(method, other, query, headers, body);
    }

    SignedRequest withQuery(String other) {
        return new SignedRequest(method, path, other, headers, body);
    }

    SignedRequest withBody(String other) {
        return new SignedRequest(method, path, query, headers, other);
    }

    /** Null takes the header away. */
    SignedRequest withHeader(String name, String value) {
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new SignedRequest(method, path, query, changed, body);
    }

    Credentials credentials() {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Credentials(method, path, query, headers::get, "192.0.2.1", null, () -> bytes);
    }
}
