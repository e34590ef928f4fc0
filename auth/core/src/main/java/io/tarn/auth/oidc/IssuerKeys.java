package io.tarn.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.UndecidedException;
import java.io.IOException;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, kept for a while.
 *
 * <p>A key that is not known may be a new one, so the issuer is asked again: at most once in a while, whatever is
 * presented. While it does not answer, the keys read last stay good up to an age; beyond it nothing can be told.
 */
public final class IssuerKeys {
    /**
     * @param between the least time from one question to the next
     * @param refresh keys older than this are asked for again
     * @param longest keys older than this are not believed, so that one withdrawn during an outage does not live on
     */
    public record Settings(Duration between, Duration refresh, Duration longest) {
        /** Issuers sign with a new key at once, so clients are refused for as long as nobody asks again. */
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofHours(12));

        public Settings {
            if (between.isNegative() || between.isZero()) {
                throw new IllegalArgumentException("there is some time between questions to an issuer");
            }
            if (refresh.compareTo(between) < 0 || longest.compareTo(refresh) < 0) {
                throw new IllegalArgumentException("keys are kept at least until they are asked for again");
            }
        }
    }

    /** How long a request waits for another one's question. */
    private static final long PATIENCE_MILLIS = 1_000;

    private static final int SMALLEST_RSA_BITS = 2048;
    private static final int MOST_CANDIDATES = 8;

    private record Known(JWKSet keys, Instant readAt) {}

    private final KeySource source;
    private final Settings settings;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile @Nullable Instant askedAt;
    private volatile @Nullable Exception lastFailure;

    public IssuerKeys(KeySource source, Settings settings, Clock clock) {
        this.source = source;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The public keys that may have made this signature: at least one.
     *
     * @throws RefusedException when the issuer publishes no such key
     * @throws UndecidedException when what it publishes cannot be told
     */
    List<PublicKey> candidates(JWSHeader header) {
        List<PublicKey> found = select(header);
        boolean told = true;
        if (found.isEmpty()) {
            told = askAgain(PATIENCE_MILLIS);
            found = select(header);
        } else if (olderThan(settings.refresh())) {
            // The old keys will do for whoever does not get the turn.
            askAgain(0);
            found = select(header);
        }
        if (!found.isEmpty()) {
            return found;
        }
        Exception failure = lastFailure;
        if (failure != null) {
            throw new UndecidedException("The token cannot be checked: its issuer's keys cannot be read", failure);
        }
        if (!told || olderThan(settings.longest())) {
            throw new UndecidedException("The token cannot be checked: its issuer's keys are being read");
        }
        throw new RefusedException("The token is signed with a key that its issuer does not publish");
    }

    private boolean olderThan(Duration age) {
        Known now = known;
        return now == null || now.readAt().plus(age).isBefore(clock.instant());
    }

    private List<PublicKey> select(JWSHeader header) {
        Known now = known;
        if (now == null || olderThan(settings.longest())) {
            return List.of();
        }
        List<PublicKey> found = new ArrayList<>();
        for (JWK key : new JWKSelector(JWKMatcher.forJWSHeader(header)).select(now.keys())) {
            if (found.size() < MOST_CANDIDATES && strong(key) && key instanceof AsymmetricJWK asymmetric) {
                try {
                    found.add(asymmetric.toPublicKey());
                } catch (JOSEException e) {
                    // A key that this platform cannot use signs nothing here; the others are as good as before.
                }
            }
        }
        return found;
    }

    private static boolean strong(JWK key) {
        return !(key instanceof RSAKey rsa) || rsa.size() >= SMALLEST_RSA_BITS;
    }

    /** Asks if it is time to; false when another request is still waiting for the answer. */
    private boolean askAgain(long patienceMillis) {
        try {
            if (!asking.tryLock(patienceMillis, TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            Instant last = askedAt;
            Instant now = clock.instant();
            if (last == null || !now.isBefore(last.plus(settings.between()))) {
                askedAt = now;
                ask(now);
            }
            return true;
        } finally {
            asking.unlock();
        }
    }

    private void ask(Instant now) {
        try {
            known = new Known(JWKSet.parse(source.read()), now);
            lastFailure = null;
        } catch (ParseException e) {
            lastFailure = new IOException("the issuer's key set is not readable", e);
        } catch (IOException | RuntimeException e) {
            lastFailure = e;
        }
    }
}
