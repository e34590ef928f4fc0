package io.tarn.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.Authorization;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Accepts bearer tokens that are JSON Web Tokens of configured issuers.
 *
 * <p>Who says to be the issuer only chooses whose keys and rules apply; nothing else in a token is believed before its
 * signature is right. Keys come from the issuer's configured place alone, never from one that the token names.
 */
public final class JwtAuthenticator implements Authenticator {
    /** An issuer, and where its keys are. */
    public record Trusted(Issuer issuer, IssuerKeys keys) {}

    private static final int LONGEST_TOKEN = 16 << 10;

    private final Map<String, Trusted> issuers = new TreeMap<>();
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();
    private final Clock clock;

    public JwtAuthenticator(Collection<Trusted> trusted, Clock clock) {
        this.clock = clock;
        for (Trusted one : trusted) {
            if (issuers.put(one.issuer().name(), one) != null) {
                throw new IllegalArgumentException("issuer " + one.issuer().name() + " is configured twice");
            }
        }
    }

    @Override
    public String accepts() {
        return "a bearer token (JWT) of a configured issuer";
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        Optional<String> token = Authorization.valueOf(credentials, Authorization.BEARER);
        // Three parts, each behind a dot: Tarn's own tokens have none.
        if (token.isEmpty() || token.get().chars().filter(c -> c == '.').count() != 2) {
            return Optional.empty();
        }
        if (token.get().length() > LONGEST_TOKEN) {
            throw new RefusedException("The token is longer than " + LONGEST_TOKEN + " characters");
        }
        return Optional.of(check(token.get()));
    }

    private Identity check(String text) {
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(text);
            claims = token.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            throw new RefusedException("The bearer token is no readable signed JWT");
        }
        Trusted trusted = issuerOf(claims);
        checkHeader(token.getHeader(), trusted.issuer());
        checkSignature(token, trusted.keys());
        checkTimes(claims, trusted.issuer());
        checkPurpose(claims, trusted.issuer());
        return new ClaimReader(trusted.issuer().mapping(), claims.getClaims())
                .identity(claims.getExpirationTime().toInstant());
    }

    private Trusted issuerOf(JWTClaimsSet claims) {
        String name = claims.getIssuer();
        Trusted trusted = name == null ? null : issuers.get(name);
        if (trusted == null) {
            throw new RefusedException("The token names no issuer that is configured here");
        }
        return trusted;
    }

    private static void checkHeader(JWSHeader header, Issuer issuer) {
        if (!issuer.algorithms().contains(header.getAlgorithm().getName())) {
            throw new RefusedException("The token is signed with an algorithm that is not accepted of its issuer");
        }
        JOSEObjectType type = header.getType();
        String name = type == null ? "jwt" : type.getType().toLowerCase(Locale.ROOT);
        if (!issuer.tokenTypes().contains(name)) {
            throw new RefusedException("The token is of a type that is not accepted of its issuer");
        }
    }

    private void checkSignature(SignedJWT token, IssuerKeys keys) {
        for (PublicKey key : keys.candidates(token.getHeader())) {
            try {
                if (token.verify(verifiers.createJWSVerifier(token.getHeader(), key))) {
                    return;
                }
            } catch (JOSEException e) {
                // Not a signature of this key; without one that fits, the token is refused below.
            }
        }
        throw new RefusedException("The token's signature is wrong");
    }

    private void checkTimes(JWTClaimsSet claims, Issuer issuer) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            throw new RefusedException("The token never expires; the claim exp is needed");
        }
        if (!now.isBefore(expires.toInstant().plus(issuer.clockSkew()))) {
            throw new RefusedException("The token has expired");
        }
        Instant latest = now.plus(issuer.clockSkew());
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && notBefore.toInstant().isAfter(latest)) {
            throw new RefusedException("The token is not valid yet");
        }
        Date issued = claims.getIssueTime();
        if (issued != null && issued.toInstant().isAfter(latest)) {
            throw new RefusedException("The token was issued in the future; are the clocks right?");
        }
    }

    private static void checkPurpose(JWTClaimsSet claims, Issuer issuer) {
        List<String> audience = claims.getAudience();
        if (audience.stream().noneMatch(issuer.audiences()::contains)) {
            throw new RefusedException("The token is for another audience");
        }
        for (ClaimRule rule : issuer.required()) {
            if (!rule.holds(claims.getClaims())) {
                throw new RefusedException("The token does not say what is required in its claim "
                        + rule.claim().text());
            }
        }
    }
}
