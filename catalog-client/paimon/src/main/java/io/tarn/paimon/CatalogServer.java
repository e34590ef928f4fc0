package io.tarn.paimon;

import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.AuthProviderFactory;
import org.apache.paimon.rest.auth.RESTAuthParameter;
import org.jspecify.annotations.Nullable;

/** The server of a catalog, asked as the catalog's user, for what Paimon's own client does not ask. */
final class CatalogServer {
    private static final String HEADER_PREFIX = "header.";

    private final Map<String, String> options;
    private final AuthProvider credentials;

    /** @param options of the catalog, with what the server's configuration added */
    CatalogServer(Map<String, String> options) {
        this.options = options;
        this.credentials = AuthProviderFactory.createAuthProvider(new Options(options));
    }

    /** The path of the catalog, of which each part is a name. */
    String path(String... parts) {
        StringBuilder path = new StringBuilder("/v1");
        String prefix = options.get("prefix");
        if (prefix != null) {
            path.append('/').append(encode(prefix));
        }
        for (String part : parts) {
            path.append('/').append(encode(part));
        }
        return path.toString();
    }

    Http.Answer post(String path, String body) throws IOException {
        return Http.post(address(path), headers(path, Collections.emptyMap(), "POST", body), "application/json", body);
    }

    /** Once: whoever asks again and again tries again by itself. */
    Http.Answer get(String path, Map<String, String> query) throws IOException {
        StringBuilder address = new StringBuilder(address(path));
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            address.append(separator).append(parameter.getKey()).append('=').append(encode(parameter.getValue()));
            separator = '&';
        }
        return Http.get(address.toString(), headers(path, query, "GET", null));
    }

    private String address(String path) {
        return TarnOptions.uri(new Options(options)) + path;
    }

    @SuppressWarnings("NullAway") // Paimon's own client has no body here either.
    private Map<String, String> headers(String path, Map<String, String> query, String method, @Nullable String body) {
        Map<String, String> base = new HashMap<>();
        options.forEach((key, value) -> {
            if (key.startsWith(HEADER_PREFIX)) {
                base.put(key.substring(HEADER_PREFIX.length()), value);
            }
        });
        return credentials.mergeAuthHeader(base, new RESTAuthParameter(path, query, method, body));
    }

    private static String encode(String text) {
        try {
            return URLEncoder.encode(text, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }
}
