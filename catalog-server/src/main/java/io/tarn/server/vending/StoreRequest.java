package io.tarn.server.vending;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request to an S3 store is about, as the store will understand its address.
 *
 * @param key of an object; empty when it is about the bucket
 * @param query its parameters; those without a value have an empty one
 */
public record StoreRequest(String method, String bucket, String key, Map<String, String> query) {
    public StoreRequest {
        query = Map.copyOf(query);
    }

    /**
     * Both ways of addressing are understood: the bucket before the host of the store, and as the first step of the path.
     *
     * @param store the only one that is addressed
     * @throws TarnException INVALID_REQUEST when it is not addressed, or the address could be understood in two ways
     */
    static StoreRequest parse(URI store, String method, String address) {
        URI uri = uri(address);
        String host = uri.getHost();
        String path = uri.getRawPath();
        if (host == null
                || path == null
                || store.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || !store.getScheme().equals(uri.getScheme())
                || port(store) != port(uri)) {
            throw invalid("is not one of the store that the catalog lies in");
        }
        String decoded = decoded(path);
        if (host.equals(store.getHost())) {
            int slash = decoded.indexOf('/', 1);
            String bucket = decoded.isEmpty() ? "" : decoded.substring(1, slash < 0 ? decoded.length() : slash);
            return of(method, bucket, slash < 0 ? "" : decoded.substring(slash + 1), uri);
        }
        if (host.endsWith("." + store.getHost())) {
            String bucket = host.substring(0, host.length() - store.getHost().length() - 1);
            return of(method, bucket, decoded.isEmpty() ? "" : decoded.substring(1), uri);
        }
        throw invalid("is not one of the store that the catalog lies in");
    }

    private static StoreRequest of(String method, String bucket, String key, URI uri) {
        if (!key.isEmpty()) {
            for (String step : key.split("/", -1)) {
                if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                    throw invalid("has a step that is empty, '.' or '..'");
                }
            }
        }
        return new StoreRequest(method.toUpperCase(Locale.ROOT), bucket, key, query(uri.getRawQuery()));
    }

    private static URI uri(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw TarnException.causedBy(ErrorCode.INVALID_REQUEST, "'uri' is not a URI", e);
        }
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw == null) {
            return query;
        }
        for (String parameter : raw.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
            if (parameter.indexOf('+') >= 0 || query.put(name, value) != null) {
                throw invalid("has a plus sign or the same name twice in its query");
            }
        }
        return query;
    }

    /** Bytes that are no UTF-8, and what else a store may read in its own way, are not guessed at. */
    private static String decoded(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char letter = raw.charAt(i);
            if (letter == '%') {
                bytes.put((byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (letter < 0x80) {
                bytes.put((byte) letter);
            } else {
                throw invalid("has letters that are not percent-encoded");
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7F || c == '\\')) {
                throw invalid("contains a control character or a backslash");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw TarnException.causedBy(ErrorCode.INVALID_REQUEST, "'uri' is not percent-encoded UTF-8", e);
        }
    }

    private static TarnException invalid(String why) {
        return TarnException.of(ErrorCode.INVALID_REQUEST, "'uri' " + why);
    }
}
