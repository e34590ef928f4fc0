package io.tarn.server.paimon;

import io.tarn.server.http.PublicDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The OpenAPI document of everything under {@code /v1}: tools read it before they have a token, and it holds no secret. */
public final class ProtocolDocument {
    private static final String PATH = "/openapi/paimon.yaml";

    private ProtocolDocument() {}

    public static PublicDocument read() {
        try (InputStream in = ProtocolDocument.class.getResourceAsStream("openapi.yaml")) {
            String content =
                    new String(Objects.requireNonNull(in, "openapi.yaml").readAllBytes(), StandardCharsets.UTF_8);
            return new PublicDocument(PATH, "application/yaml; charset=utf-8", content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
