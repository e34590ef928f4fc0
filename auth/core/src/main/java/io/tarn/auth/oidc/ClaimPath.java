package io.tarn.auth.oidc;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a token something is said: the name of a claim, or the way to a member inside one, as in
 * "realm_access.roles". A claim whose name has the dots in it, as names that are URLs do, comes first.
 */
public record ClaimPath(String text) {
    private static final Pattern DOT = Pattern.compile("\\.");

    public ClaimPath {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the path of a claim is empty");
        }
    }

    /** What stands there; null when nothing does. */
    @Nullable
    Object in(Map<String, Object> claims) {
        if (claims.containsKey(text)) {
            return claims.get(text);
        }
        Object here = claims;
        for (String step : List.of(DOT.split(text, -1))) {
            if (!(here instanceof Map<?, ?> object)) {
                return null;
            }
            here = object.get(step);
        }
        return here;
    }
}
