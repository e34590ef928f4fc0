package io.tarn.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Five failures are free for a name, twenty for a source; the pauses are 1, 2, 4 … 60 seconds. */
class ThrottleTest {
    private static final Throttle.Settings SETTINGS =
            new Throttle.Settings(5, 20, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofMinutes(1), 1_000);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final Passwords passwords = new Passwords();
    private final AuthenticatorChain chain = new AuthenticatorChain(List.of(passwords), new Throttle(SETTINGS, clock));

    @Test
    void afterSomeFailuresCredentialsAreNotLookedAtForAWhile() {
        fail(5, "alice");
        int checked = passwords.checked;

        assertThat(pause(Presented.basic("alice", "right"))).hasSeconds(1);
        assertThat(passwords.checked).isEqualTo(checked);

        clock.pass(Duration.ofSeconds(1));
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
    }

    @Test
    void eachFurtherFailureDoublesThePauseUpToACap() {
        fail(4, "alice");
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(pause(Presented.basic("alice", "wrong"))).isNull();
            assertThat(pause(Presented.basic("alice", "wrong"))).hasSeconds(seconds);
            clock.pass(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void timeForgives() {
        fail(5, "alice");
        clock.pass(SETTINGS.window().plusSeconds(1));

        fail(4, "alice");
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
    }

    @Test
    void anotherNameAtTheSameSourceIsNotSlowed() {
        fail(5, "alice");

        assertThat(pause(Presented.basic("bob", "right"))).isNull();
        assertThat(pause(Presented.basic("alice", "wrong"))).isNotNull();
    }

    @Test
    void theSameNameAtAnotherSourceIsNotSlowed() {
        fail(5, "alice");

        assertThat(pause(Presented.from("192.0.2.2", Presented.basic("alice", "right"))))
                .isNull();
    }

    @Test
    void successesOfOthersForgiveNothing() {
        fail(4, "alice");
        assertThat(pause(Presented.basic("bob", "right"))).isNull();
        fail(1, "alice");

        assertThat(pause(Presented.basic("alice", "wrong"))).isNotNull();
    }

    @Test
    void credentialsThatWereRightPassAlthoughAStrangerBehindTheSameProxyGuesses() {
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
        fail(5, "alice");

        assertThat(pause(Presented.basic("alice", "guess"))).isNotNull();
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
    }

    @Test
    void theirPassingDoesNotHelpTheStranger() {
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
        fail(4, "alice");
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
        fail(1, "alice");

        assertThat(pause(Presented.basic("alice", "guess"))).isNotNull();
    }

    @Test
    void credentialsThatAreRightNoLongerAreSlowedToo() {
        assertThat(pause(Presented.basic("alice", "right"))).isNull();
        passwords.right = "changed";
        for (int i = 0; i < 5; i++) {
            assertThat(pause(Presented.basic("alice", "right"))).isNull();
        }

        assertThat(pause(Presented.basic("alice", "right"))).isNotNull();
    }

    @Test
    void aNameInAnotherCaseIsTheSameName() {
        fail(3, "alice");
        fail(2, "ALICE");

        assertThat(pause(Presented.basic("Alice", "wrong"))).isNotNull();
    }

    @Test
    void oneSourceThatTriesManyNamesIsSlowed() {
        for (int i = 0; i < 20; i++) {
            fail(1, "name" + i);
        }

        assertThat(pause(Presented.basic("another", "wrong"))).hasSeconds(1);
        assertThat(pause(Presented.from("192.0.2.2", Presented.basic("another", "wrong"))))
                .isNull();
    }

    @Test
    void theAddressesOfOneIpv6NetworkAreOneSource() {
        for (int i = 0; i < 5; i++) {
            assertThat(pause(Presented.from("2001:db8:1:2::" + i, Presented.basic("alice", "wrong"))))
                    .isNull();
        }

        assertThat(pause(Presented.from("2001:db8:1:2:9::9", Presented.basic("alice", "wrong"))))
                .isNotNull();
        assertThat(pause(Presented.from("2001:db8:1:3::1", Presented.basic("alice", "wrong"))))
                .isNull();
    }

    @Test
    void aStaleTokenThatIsRepeatedSlowsNobodyElse() {
        for (int i = 0; i < 5; i++) {
            assertThat(pause(Presented.bearer("tarn_stale"))).isNull();
        }

        assertThat(pause(Presented.bearer("tarn_stale"))).isNotNull();
        assertThat(pause(Presented.bearer("tarn_other"))).isNull();
    }

    @Test
    void requestsWithoutCredentialsAreNeverSlowed() {
        for (int i = 0; i < 50; i++) {
            assertThat(pause(Presented.nothing())).isNull();
        }
    }

    @Test
    void anAccessKeyThatSignedRightIsNotSlowedByAWrongSecretAtTheSameSource() {
        assertThat(pause(signed("AK", "right"))).isNull();
        for (int i = 0; i < 30; i++) {
            assertThat(pause(signed("AK", "wrong" + i))).isNull();
        }
        assertThat(pause(signed("AK", "right"))).isNull();

        assertThat(pause(signed("OTHER", "wrong"))).isNotNull();
    }

    private void fail(int times, String name) {
        for (int i = 0; i < times; i++) {
            assertThat(pause(Presented.basic(name, "wrong" + i))).isNull();
        }
    }

    private static Credentials signed(String key, String signature) {
        return Presented.authorization(
                "DLF4-HMAC-SHA256 Credential=" + key + "/20261123/r/DlfNext/aliyun_v4_request,Signature=" + signature);
    }

    /** For how long the request is refused without a look; null when it was looked at. */
    private Duration pause(Credentials credentials) {
        int before = passwords.checked;
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> chain.authenticate(credentials));
        if (refused == null || refused.retryAfter().isEmpty()) {
            assertThat(passwords.checked).isEqualTo(before + 1);
            return null;
        }
        assertThat(passwords.checked).isEqualTo(before);
        assertThat(refused)
                .hasMessageContaining(
                        "try again in " + refused.retryAfter().get().toSeconds() + " s");
        return refused.retryAfter().get();
    }

    /** Takes one password from everybody. */
    private static final class Passwords implements Authenticator {
        private String right = "right";
        private int checked;

        @Override
        public Optional<Identity> authenticate(Credentials credentials) {
            checked++;
            Optional<Authorization> sent = Authorization.of(credentials);
            boolean fits = BasicCredentials.of(credentials)
                            .filter(pair -> pair.password().equals(right))
                            .isPresent()
                    || sent.filter(header -> header.value().endsWith("Signature=" + right))
                            .isPresent();
            if (!fits) {
                throw new RefusedException("wrong");
            }
            return Optional.of(new Identity(Identity.Kind.USER, "somebody", Set.of(), Map.of(), null));
        }

        @Override
        public String accepts() {
            return "a password";
        }
    }
}
