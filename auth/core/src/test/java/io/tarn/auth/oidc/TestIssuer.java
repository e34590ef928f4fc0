package io.tarn.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An identity provider: signs what it is told to, and publishes keys until it is switched off. */
final class TestIssuer implements KeySource {
    static final String NAME = "https://login.example.org/realms/lake";

    /** What happens before the answer. */
    interface Delay {
        void pass() throws InterruptedException;
    }

    private volatile String published = "{\"keys\":[]}";
    private volatile boolean down;
    private volatile Delay delay = () -> {};
    private final AtomicInteger asked = new AtomicInteger();

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    void publish(JWK... keys) {
        published = new JWKSet(List.copyOf(Arrays.asList(keys))).toString();
    }

    void publishText(String text) {
        published = text;
    }

    void down(boolean isDown) {
        down = isDown;
    }

    void beforeAnswering(Delay what) {
        delay = what;
    }

    int asked() {
        return asked.get();
    }

    @Override
    public String read() throws IOException {
        asked.incrementAndGet();
        try {
            delay.pass();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (down) {
            throw new IOException("connection refused");
        }
        return published;
    }

    /** Claims that are right at this time. */
    static JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience("tarn")
                .subject("alice")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    static String sign(RSAKey key, JWTClaimsSet claims) {
        return sign(key, JWSAlgorithm.RS256, null, claims);
    }

    static String sign(RSAKey key, JWSAlgorithm algorithm, @Nullable String type, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .keyID(key.getKeyID())
                .type(type == null ? null : new JOSEObjectType(type))
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return token.serialize();
    }
}
