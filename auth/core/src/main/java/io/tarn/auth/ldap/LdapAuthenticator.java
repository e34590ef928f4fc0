package io.tarn.auth.ldap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.BasicCredentials;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Accepts HTTP Basic with a name and a password of the directory.
 *
 * <p>A login that worked is believed again for a short time without asking, so that a client's every request is not a
 * login. That is how long a changed password, a lost group or a closed account goes unnoticed. Failures are not kept.
 */
public final class LdapAuthenticator implements Authenticator {
    public static final Duration DEFAULT_REMEMBERED = Duration.ofSeconds(30);

    private static final int MOST_REMEMBERED = 10_000;
    private static final String HMAC = "HmacSHA256";

    private final LdapDirectory directory;
    private final SecretKeySpec salt;
    private final Cache<ByteBuffer, Identity> remembered;

    /** @param remember how long a login that worked is believed; zero asks the directory each time */
    public LdapAuthenticator(LdapDirectory directory, Duration remember, Clock clock) {
        this.directory = directory;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.salt = new SecretKeySpec(random, HMAC);
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(remember)
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public String accepts() {
        return "HTTP Basic with a name and password of the directory";
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        return BasicCredentials.of(credentials).map(this::login);
    }

    private Identity login(BasicCredentials presented) {
        ByteBuffer key = keyOf(presented);
        Identity known = remembered.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Identity identity = directory.login(presented.name(), presented.password());
        remembered.put(key, identity);
        return identity;
    }

    /** The salt is this process's own and never leaves it. */
    private ByteBuffer keyOf(BasicCredentials presented) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(salt);
            // A name has no colon, so no other pair reads the same.
            String pair = presented.name() + ":" + presented.password();
            return ByteBuffer.wrap(mac.doFinal(pair.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
        }
    }
}
