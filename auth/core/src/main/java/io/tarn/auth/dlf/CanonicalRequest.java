package io.tarn.auth.dlf;

import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.RefusedException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text that is signed for a request: method, path, query, the headers that count, and a word for the body.
 *
 * <p>Clients sign the path as they send it, and of the query what it means: they encode its values for the signature as
 * in a form (a space is "+", "~" is "%7E"), but send them as in a URL ("%20", "~"), and how exactly depends on the
 * version. So values are decoded, and encoded again the one way.
 */
final class CanonicalRequest {
    static final String UNSIGNED_BODY = "UNSIGNED-PAYLOAD";

    private static final List<String> COUNTED_HEADERS = List.of(
            "content-md5",
            "content-type",
            "x-dlf-content-sha256",
            "x-dlf-date",
            "x-dlf-security-token",
            "x-dlf-version");
    private static final Pattern AMPERSAND = Pattern.compile("&");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private CanonicalRequest() {}

    static String of(Credentials request) {
        List<String> lines = new ArrayList<>(List.of(request.method(), request.path(), query(request.query())));
        for (String name : COUNTED_HEADERS) {
            String value = request.header(name);
            if (value != null) {
                lines.add(name + ":" + value.strip());
            }
        }
        lines.add(UNSIGNED_BODY);
        return String.join("\n", lines);
    }

    private static String query(@Nullable String sent) {
        if (sent == null || sent.isEmpty()) {
            return "";
        }
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : AMPERSAND.split(sent, -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            // Names are signed as they are: with other characters in them, one text could stand for two requests. And a
            // signature does not say which of two values counts.
            if (!NAME.matcher(name).matches() || parameters.put(name, value) != null) {
                throw new RefusedException("A signed request has each parameter once, under a plain name");
            }
        }
        List<String> parts = new ArrayList<>();
        parameters.forEach((name, value) ->
                parts.add(value.isEmpty() ? name : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return String.join("&", parts);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("The query of the signed request is not encoded as a URL");
        }
    }
}
