package io.tarn.auth.oidc;

import java.io.IOException;

/** Where an issuer publishes its keys. */
public interface KeySource {
    /**
     * Reads the key set (a JWKS document) as it is now.
     *
     * @throws IOException when it cannot be had; {@link IssuerKeys} decides what that means
     */
    String read() throws IOException;
}
