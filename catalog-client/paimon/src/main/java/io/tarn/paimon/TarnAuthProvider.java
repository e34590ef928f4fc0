package io.tarn.paimon;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.RESTAuthParameter;
import org.jspecify.annotations.Nullable;

/** Adds to the headers of other credentials what the plugin says of itself, and its proof. */
final class TarnAuthProvider implements AuthProvider {
    private static final String AUTHORIZATION = "Authorization";

    private final AuthProvider credentials;
    private final @Nullable Capability capability;
    private final Map<String, String> context;

    TarnAuthProvider(AuthProvider credentials, @Nullable Capability capability, Map<String, String> context) {
        this.credentials = credentials;
        this.capability = capability;
        this.context = context;
    }

    static AuthProvider around(AuthProvider credentials, Options options) {
        if (credentials instanceof TarnAuthProvider) {
            return credentials;
        }
        Map<String, String> environment = System.getenv();
        return new TarnAuthProvider(
                credentials,
                Capability.of(options, environment, Clock.systemUTC()),
                ContextHeaders.of(options, environment));
    }

    @Override
    public Map<String, String> mergeAuthHeader(Map<String, String> baseHeader, RESTAuthParameter request) {
        Map<String, String> headers = new HashMap<>(credentials.mergeAuthHeader(baseHeader, request));
        context.forEach(headers::putIfAbsent);
        if (capability != null) {
            String authorization = headers.getOrDefault(AUTHORIZATION, "");
            headers.put(Capability.HEADER, capability.sign(request.method(), request.resourcePath(), authorization));
        }
        return headers;
    }
}
