package io.tarn.auth.oidc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider whose tokens are accepted, and what is read out of them.
 *
 * @param name what the claim "iss" says, to the letter
 * @param audiences a token for any of them is for this server; without one, tokens for others would be accepted here
 * @param algorithms of signatures; asymmetric ones only
 * @param tokenTypes what the header "typ" may say, in lower case; a token may leave it out only if "jwt" is among them
 * @param clockSkew how far the issuer's clock may be from this one
 */
public record Issuer(
        String name,
        Set<String> audiences,
        Set<String> algorithms,
        Set<String> tokenTypes,
        Duration clockSkew,
        List<ClaimRule> required,
        Mapping mapping) {
    /** Not among them: none, and HMAC, where who can check can also sign. */
    public static final Set<String> ASYMMETRIC =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    public static final Set<String> DEFAULT_ALGORITHMS = Set.of("RS256", "PS256", "ES256");

    /** Tokens for resources; what else has a type of its own (of logout, of a proof) is no ticket. */
    public static final Set<String> DEFAULT_TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    public static final Duration DEFAULT_SKEW = Duration.ofSeconds(60);
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(5);

    /**
     * How claims become an identity. Two issuers may say the same name and mean different people: give each its prefix,
     * unless both are the same directory.
     *
     * @param groups null when groups come from elsewhere
     * @param service which tokens are of service accounts; null when none is
     * @param attributes further claims to keep, by the name to keep them under
     */
    public record Mapping(
            ClaimPath name,
            String namePrefix,
            @Nullable ClaimPath groups,
            String groupPrefix,
            @Nullable ClaimRule service,
            Map<String, ClaimPath> attributes) {
        /** The subject is the name, and nothing else is read. */
        public static final Mapping SUBJECT = new Mapping(new ClaimPath("sub"), "", null, "", null, Map.of());

        public Mapping {
            attributes = Map.copyOf(attributes);
        }
    }

    public Issuer {
        if (name.isBlank() || audiences.isEmpty() || audiences.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("an issuer has a name and at least one audience");
        }
        if (algorithms.isEmpty() || !ASYMMETRIC.containsAll(algorithms)) {
            throw new IllegalArgumentException("the algorithms of issuer " + name + " are not among " + ASYMMETRIC);
        }
        if (tokenTypes.isEmpty()) {
            throw new IllegalArgumentException("no type of token is accepted of issuer " + name);
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(LARGEST_SKEW) > 0) {
            throw new IllegalArgumentException("the clock skew of issuer " + name + " is not within " + LARGEST_SKEW);
        }
        audiences = Set.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
        tokenTypes = Set.copyOf(tokenTypes);
        required = List.copyOf(required);
    }

    /** With the defaults for what is not named. */
    public static Issuer of(String name, String audience, Mapping mapping) {
        return new Issuer(name, Set.of(audience), DEFAULT_ALGORITHMS, DEFAULT_TYPES, DEFAULT_SKEW, List.of(), mapping);
    }
}
