package io.tarn.server.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, checked against what the protocol's description computes. */
class RemoteSignerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);
    private static final String SECRET = "secret/key";

    private static RemoteSigner signer(String endpoint) {
        return new RemoteSigner(new ClientStore(endpoint, "eu-west-1", true, ""), "access", SECRET, CLOCK);
    }

    private static RemoteSigner.Request get(String uri, Map<String, List<String>> headers) {
        return new RemoteSigner.Request("GET", uri, headers, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://store.example:9000/lake/w/t/a%20b%3D1.parquet",
                "http://127.0.0.1:9000/lake/w/t/a?x-id=GetObject",
                "http://store.example/lake?list-type=2&prefix=w%2Ft%2F&continuation-token=a%2Bb%3D",
                "https://lake.store.example/w/t/%C3%A4",
            })
    void theSignatureIsTheOneThatTheStoreComputes(String uri) {
        RemoteSigner.Signed signed =
                signer("http://store.example").sign(get(uri, Map.of("Range", List.of("bytes=0-9"))));
        assertThat(signed.uri()).isEqualTo(uri);
        assertThat(signed.headers()).containsEntry("Range", List.of("bytes=0-9"));
        assertThat(signed.headers().get("x-amz-content-sha256")).containsExactly("UNSIGNED-PAYLOAD");
        assertThat(SignatureCheck.of("GET", signed, SECRET)).isEqualTo(SignatureCheck.said(signed));
        assertThat(String.valueOf(signed.headers().get("Authorization"))).doesNotContain("range");
    }

    @Test
    void aBodyThatWasCheckedIsTheOnlyOneThatIsSigned() {
        RemoteSigner.Request request = new RemoteSigner.Request(
                "POST",
                "https://store.example/lake?delete",
                Map.of("Content-Type", List.of("application/xml"), "x-amz-content-sha256", List.of("UNSIGNED-PAYLOAD")),
                "<Delete/>");
        RemoteSigner.Signed signed = signer("https://store.example").sign(request);
        assertThat(signed.headers().get("x-amz-content-sha256")).containsExactly(SignatureCheck.sha256("<Delete/>"));
        assertThat(SignatureCheck.of("POST", signed, SECRET)).isEqualTo(SignatureCheck.said(signed));
    }

    @Test
    void whatTheClientSaysOfTheHostAndItselfDoesNotCount() {
        RemoteSigner.Signed signed = signer("https://store.example")
                .sign(get(
                        "https://store.example/lake/w/t/a",
                        Map.of(
                                "HOST", List.of("other.store.example"),
                                "Authorization", List.of("AWS4 x"),
                                "X-Amz-Date", List.of("20200101T000000Z"),
                                "x-amz-security-token", List.of("t"))));
        assertThat(signed.headers().get("host")).containsExactly("store.example");
        assertThat(signed.headers().get("x-amz-date")).containsExactly("20261129T120000Z");
        assertThat(signed.headers()).doesNotContainKey("x-amz-security-token");
        assertThat(SignatureCheck.of("GET", signed, SECRET)).isEqualTo(SignatureCheck.said(signed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-copy-source",
                "X-Amz-Copy-Source-Range",
                "x-amz-acl",
                "x-amz-grant-read",
                "x-amz-website-redirect-location",
                "x-amz-bypass-governance-retention",
                "x-amz-tagging",
                "x-amz-anything-new",
            })
    void headersByWhichTheStoreWouldDoSomethingElseAreRefused(String header) {
        assertThatThrownBy(() -> signer("https://store.example")
                        .sign(get("https://store.example/lake/w/t/a", Map.of(header, List.of("x")))))
                .isInstanceOfSatisfying(
                        TarnException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining(header);
    }

    @Test
    void withoutAnEndpointTheStoreIsAmazons() {
        StoreRequest understood = signer("").understood(get("https://lake.s3.eu-west-1.amazonaws.com/w/t/a", Map.of()));
        assertThat(understood.bucket()).isEqualTo("lake");
        assertThat(understood.key()).isEqualTo("w/t/a");
    }
}
