package io.tarn.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AuthenticatorChainTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));

    @Test
    void theFirstThatKnowsTheKindDecides() {
        AuthenticatorChain chain =
                chain(of("a", c -> Optional.empty()), of("b", c -> Optional.of(user("bob"))), failing());

        assertThat(chain.authenticate(Presented.bearer("t")).name()).isEqualTo("bob");
    }

    @Test
    void aRefusalIsNotAskedAboutFurther() {
        AuthenticatorChain chain = chain(
                of("a", c -> {
                    throw new RefusedException("The password is wrong");
                }),
                of("b", c -> Optional.of(user("bob"))));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> chain.authenticate(Presented.bearer("t")))
                .withMessage("The password is wrong");
    }

    @Test
    void notKnowingIsNoReasonToAskTheNext() {
        AuthenticatorChain chain = chain(
                of("a", c -> {
                    throw new UndecidedException("The directory does not answer");
                }),
                of("b", c -> Optional.of(user("bob"))));

        assertThatExceptionOfType(UndecidedException.class).isThrownBy(() -> chain.authenticate(Presented.bearer("t")));
    }

    @Test
    void whatNobodyKnowsIsRefusedWithWhatIsAccepted() {
        AuthenticatorChain chain =
                chain(of("a bearer token", c -> Optional.empty()), of("HTTP Basic", c -> Optional.empty()));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> chain.authenticate(Presented.nothing()))
                .withMessage("No credentials were sent; accepted is a bearer token, or HTTP Basic");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> chain.authenticate(Presented.authorization("Negotiate s3cret")))
                .withMessageContaining("of a kind that is not accepted")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void anEmptyChainLetsNobodyIn() {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> chain().authenticate(Presented.bearer("t")));
    }

    @Test
    void anAnswerThatCannotBeHadIsNotCountedAsAFailure() {
        AuthenticatorChain chain = chain(of("a", c -> {
            throw new UndecidedException("The directory does not answer");
        }));

        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(UndecidedException.class)
                    .isThrownBy(() -> chain.authenticate(Presented.basic("alice", "right")));
        }
    }

    @Test
    void credentialsDoNotPrintThemselves() {
        Credentials credentials = Presented.basic("alice", "s3cret");

        assertThat(credentials.toString() + Authorization.of(credentials) + BasicCredentials.of(credentials))
                .doesNotContain("s3cret", "YWxpY2U");
    }

    private AuthenticatorChain chain(Authenticator... authenticators) {
        return new AuthenticatorChain(List.of(authenticators), new Throttle(Throttle.Settings.DEFAULT, clock));
    }

    private static Authenticator failing() {
        return of("c", c -> {
            throw new AssertionError("asked although the answer was there");
        });
    }

    private static Identity user(String name) {
        return new Identity(Identity.Kind.USER, name, Set.of(), Map.of(), null);
    }

    private static Authenticator of(String accepts, Function<Credentials, Optional<Identity>> answer) {
        return new Authenticator() {
            @Override
            public Optional<Identity> authenticate(Credentials credentials) {
                return answer.apply(credentials);
            }

            @Override
            public String accepts() {
                return accepts;
            }
        };
    }
}
