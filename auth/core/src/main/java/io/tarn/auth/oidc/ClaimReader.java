package io.tarn.auth.oidc;

import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads an identity out of the claims of a token that was checked. */
final class ClaimReader {
    private final Issuer.Mapping mapping;
    private final Map<String, Object> claims;

    ClaimReader(Issuer.Mapping mapping, Map<String, Object> claims) {
        this.mapping = mapping;
        this.claims = claims;
    }

    Identity identity(Instant validUntil) {
        Identity.Kind kind = mapping.service() != null && mapping.service().holds(claims)
                ? Identity.Kind.SERVICE
                : Identity.Kind.USER;
        return new Identity(kind, name(), groups(), attributes(), validUntil);
    }

    private String name() {
        if (!(mapping.name().in(claims) instanceof String name) || name.isBlank()) {
            throw new RefusedException(
                    "The token says no name in its claim " + mapping.name().text());
        }
        return mapping.namePrefix() + name;
    }

    private Set<String> groups() {
        ClaimPath path = mapping.groups();
        if (path == null) {
            return Set.of();
        }
        Object said = path.in(claims);
        if (said == null) {
            checkComplete(path);
            return Set.of();
        }
        Collection<?> names = said instanceof String one ? List.of(one) : asList(said, path);
        Set<String> groups = new TreeSet<>();
        for (Object name : names) {
            if (!(name instanceof String text) || text.isBlank()) {
                throw unreadable(path);
            }
            groups.add(mapping.groupPrefix() + text);
        }
        return groups;
    }

    /** Who has too many groups for a token gets one that says where to ask; taking that for "none" would lift denials. */
    private void checkComplete(ClaimPath path) {
        boolean elsewhere = claims.get("_claim_names") instanceof Map<?, ?> names && names.containsKey(path.text());
        if (elsewhere || Boolean.TRUE.equals(claims.get("hasgroups"))) {
            throw new RefusedException("The token leaves its groups out because they are too many; "
                    + "let the issuer put fewer groups, or roles, into tokens for this server");
        }
    }

    private static Collection<?> asList(Object said, ClaimPath path) {
        if (said instanceof Collection<?> list) {
            return list;
        }
        throw unreadable(path);
    }

    private static RefusedException unreadable(ClaimPath path) {
        return new RefusedException("The token's claim " + path.text() + " is no list of names");
    }

    private Map<String, String> attributes() {
        Map<String, String> kept = new TreeMap<>();
        mapping.attributes().forEach((name, path) -> {
            @Nullable Object said = path.in(claims);
            if (said instanceof String || said instanceof Boolean || said instanceof Number) {
                kept.put(name, said.toString());
            }
        });
        return kept;
    }
}
