package io.tarn.paimon;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.RESTAuthParameter;

/** A token that may be another one with each request. */
final class BearerAuthProvider implements AuthProvider {
    private final Supplier<String> token;

    BearerAuthProvider(Supplier<String> token) {
        this.token = token;
    }

    @Override
    public Map<String, String> mergeAuthHeader(Map<String, String> baseHeader, RESTAuthParameter request) {
        Map<String, String> headers = new HashMap<>(baseHeader);
        headers.put("Authorization", "Bearer " + token.get());
        return headers;
    }
}
