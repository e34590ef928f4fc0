package io.tarn.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.Presented;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.SettableClock;
import io.tarn.auth.login.UndecidedException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Asked at most every 30 seconds, again after 10 minutes, believed for 12 hours. */
class IssuerKeysTest {
    private static final RSAKey OLD = TestIssuer.key("old");
    private static final RSAKey NEW = TestIssuer.key("new");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final TestIssuer issuer = new TestIssuer();
    private final JwtAuthenticator authenticator = new JwtAuthenticator(
            List.of(new JwtAuthenticator.Trusted(
                    Issuer.of(TestIssuer.NAME, "tarn", Issuer.Mapping.SUBJECT),
                    new IssuerKeys(issuer, IssuerKeys.Settings.DEFAULT, clock))),
            clock);

    @Test
    void keysAreReadOnce() {
        issuer.publish(OLD.toPublicJWK());
        for (int i = 0; i < 10; i++) {
            assertThat(present(OLD)).isPresent();
        }

        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void whileKeysAreExchangedTokensOfBothAreAccepted() {
        issuer.publish(OLD.toPublicJWK());
        assertThat(present(OLD)).isPresent();
        issuer.publish(OLD.toPublicJWK(), NEW.toPublicJWK());
        clock.pass(Duration.ofSeconds(30));

        assertThat(present(NEW)).isPresent();
        assertThat(present(OLD)).isPresent();

        issuer.publish(NEW.toPublicJWK());
        clock.pass(Duration.ofMinutes(11));
        assertThat(present(NEW)).isPresent();
        refused(OLD);
    }

    @Test
    void unknownKeysDoNotStormTheIssuer() {
        issuer.publish(OLD.toPublicJWK());
        assertThat(present(OLD)).isPresent();
        clock.pass(Duration.ofSeconds(30));
        for (int i = 0; i < 50; i++) {
            refused(NEW);
        }
        assertThat(issuer.asked()).isEqualTo(2);

        clock.pass(Duration.ofSeconds(30));
        refused(NEW);
        assertThat(issuer.asked()).isEqualTo(3);
    }

    @Test
    void withoutKeysNothingCanBeTold() {
        issuer.down(true);

        undecided(OLD);
        undecided(OLD);
        assertThat(issuer.asked()).isEqualTo(1);

        issuer.down(false);
        issuer.publish(OLD.toPublicJWK());
        clock.pass(Duration.ofSeconds(30));
        assertThat(present(OLD)).isPresent();
    }

    @Test
    void keysStayGoodWhileTheIssuerIsDownUntilTheyAreTooOld() {
        issuer.publish(OLD.toPublicJWK());
        assertThat(present(OLD)).isPresent();
        issuer.down(true);

        clock.pass(Duration.ofHours(11));
        assertThat(present(OLD)).isPresent();
        undecided(NEW);

        clock.pass(Duration.ofHours(1).plusSeconds(1));
        undecided(OLD);
    }

    @Test
    void aKeySetThatIsNotReadableIsNone() {
        for (String text :
                List.of("", "[]", "{", "{\"keys\":7}", "<html>login</html>", "{\"keys\":[{\"kty\":\"RSA\"}]}")) {
            issuer.publishText(text);
            undecided(OLD);
            clock.pass(Duration.ofSeconds(30));
        }
    }

    @Test
    void keysOfKindsUnknownHereDoNotSpoilTheOthers() {
        String known = OLD.toPublicJWK().toJSONString();
        issuer.publishText("{\"keys\":[{\"kty\":\"LATTICE\",\"kid\":\"q\",\"x\":\"AA\"}," + known + "]}");

        assertThat(present(OLD)).isPresent();
    }

    @Test
    void aKeyForEncryptionSignsNothing() {
        JWK forEncryption =
                new RSAKey.Builder(OLD.toPublicJWK()).keyUse(KeyUse.ENCRYPTION).build();
        issuer.publish(forEncryption);

        refused(OLD);
    }

    @Test
    void aShortKeySignsNothing() throws GeneralSecurityException, JOSEException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();
        issuer.publish(new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .keyID("short")
                .build());
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("short").build(),
                TestIssuer.claims(clock.instant()).build());
        token.sign(new RSASSASigner(pair.getPrivate(), Set.of(AllowWeakRSAKey.getInstance())));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator.authenticate(Presented.bearer(token.serialize())))
                .withMessageContaining("does not publish");
    }

    @Test
    void whileAnotherRequestWaitsForTheIssuerKnownKeysAreGoodAndNewOnesAreNotRefused() throws Exception {
        issuer.publish(OLD.toPublicJWK());
        assertThat(present(OLD)).isPresent();
        clock.pass(Duration.ofMinutes(11));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        issuer.beforeAnswering(() -> {
            asked.countDown();
            answer.await();
        });
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<Identity>> waiting = other.submit(() -> present(OLD));
            asked.await();

            assertThat(present(OLD)).isPresent();
            undecided(NEW);

            issuer.publish(OLD.toPublicJWK(), NEW.toPublicJWK());
            answer.countDown();
            assertThat(waiting.get()).isPresent();
            assertThat(present(NEW)).isPresent();
        } finally {
            answer.countDown();
            other.shutdownNow();
        }
    }

    private Optional<Identity> present(RSAKey key) {
        return authenticator.authenticate(Presented.bearer(
                TestIssuer.sign(key, TestIssuer.claims(clock.instant()).build())));
    }

    private void refused(RSAKey key) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> present(key))
                .withMessageContaining("does not publish");
    }

    private void undecided(RSAKey key) {
        assertThatExceptionOfType(UndecidedException.class).isThrownBy(() -> present(key));
    }
}
