package io.tarn.auth.oidc;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a claim has to say.
 *
 * @param value the whole text; with a star at its end, how the text begins. A claim that is a list has it as an element.
 */
public record ClaimRule(ClaimPath claim, String value) {
    public ClaimRule {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the value for claim " + claim.text() + " is empty");
        }
    }

    boolean holds(Map<String, Object> claims) {
        Object said = claim.in(claims);
        return said instanceof List<?> list ? list.stream().anyMatch(this::matches) : matches(said);
    }

    private boolean matches(@Nullable Object said) {
        if (!(said instanceof String || said instanceof Boolean || said instanceof Number)) {
            return false;
        }
        String text = said.toString();
        return value.endsWith("*") ? text.startsWith(value.substring(0, value.length() - 1)) : text.equals(value);
    }
}
