package io.tarn.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.Presented;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {
    private static final RSAKey KEY = TestIssuer.key("one");
    private static final RSAKey STRANGERS_KEY = TestIssuer.key("one");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final TestIssuer issuer = new TestIssuer();

    @BeforeEach
    void publish() {
        issuer.publish(KEY.toPublicJWK());
    }

    @Test
    void aTokenOfTheIssuerNamesItsSubjectUntilItExpires() {
        Identity identity = accepted(TestIssuer.sign(KEY, claims().build()));

        assertThat(identity)
                .isEqualTo(new Identity(
                        Identity.Kind.USER,
                        "alice",
                        Set.of(),
                        Map.of(),
                        clock.instant().plusSeconds(300)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tarn_abc", "abc", "", "a.b", "a.b.c.d.e"})
    void aBearerTokenThatIsNoSignedJwtIsLeftToOthers(String token) {
        assertThat(authenticator().authenticate(Presented.bearer(token))).isEmpty();
    }

    @Test
    void otherSchemesAreLeftToOthers() {
        assertThat(authenticator().authenticate(Presented.basic("a.b.c", "d"))).isEmpty();
        assertThat(authenticator().authenticate(Presented.nothing())).isEmpty();
    }

    @Test
    void aTokenOfAnIssuerThatIsNotConfiguredIsRefused() {
        refused(TestIssuer.sign(KEY, claims().issuer("https://evil.example.org").build()), "issuer");
        refused(TestIssuer.sign(KEY, claims().issuer(null).build()), "issuer");
        refused(TestIssuer.sign(KEY, claims().issuer(TestIssuer.NAME + "/").build()), "issuer");
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void aSignatureOfAnotherKeyIsRefused() {
        refused(TestIssuer.sign(STRANGERS_KEY, claims().build()), "signature is wrong");
    }

    @Test
    void changedClaimsAreRefused() {
        String token = TestIssuer.sign(KEY, claims().build());
        String header = token.substring(0, token.indexOf('.') + 1);
        String signature = token.substring(token.lastIndexOf('.'));
        String changed = encoded(claims().subject("root").build().toString());

        refused(header + changed + signature, "signature is wrong");
        refused(token.substring(0, token.lastIndexOf('.') + 1), "");
    }

    @Test
    void anUnsignedTokenIsRefused() {
        refused(new PlainJWT(claims().build()).serialize(), "no readable signed JWT");
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String header = encoded("{\"alg\":\"" + none + "\",\"kid\":\"one\"}");
            refused(header + "." + encoded(claims().build().toString()) + ".", "");
        }
    }

    @Test
    void thePublicKeyAsSharedSecretIsRefused() throws JOSEException {
        byte[] publicText = KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        byte[] publicDer = KEY.toPublicKey().getEncoded();
        for (byte[] secret : List.of(publicText, publicDer)) {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
            token.sign(new MACSigner(secret));

            refused(token.serialize(), "algorithm");
        }
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNotBelieved() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("one")
                        .jwk(STRANGERS_KEY.toPublicJWK())
                        .build(),
                claims().build());
        token.sign(new RSASSASigner(STRANGERS_KEY));

        refused(token.serialize(), "signature is wrong");
    }

    @Test
    void anAlgorithmThatIsNotAcceptedIsRefused() {
        refused(TestIssuer.sign(KEY, JWSAlgorithm.RS512, null, claims().build()), "algorithm");
    }

    @Test
    void ellipticCurvesAreAccepted() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        issuer.publish(key.toPublicJWK());
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), claims().build());
        token.sign(new ECDSASigner(key));

        assertThat(accepted(token.serialize()).name()).isEqualTo("alice");
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        refused(TestIssuer.sign(KEY, claims().audience("other").build()), "audience");
        refused(TestIssuer.sign(KEY, claims().audience((String) null).build()), "audience");
        assertThat(accepted(TestIssuer.sign(
                                KEY, claims().audience(List.of("other", "tarn")).build()))
                        .name())
                .isEqualTo("alice");
    }

    @Test
    void aTokenIsGoodBetweenItsTimesAndTheClockSkew() {
        String token = TestIssuer.sign(
                KEY,
                claims().notBeforeTime(Date.from(clock.instant().plusSeconds(120)))
                        .issueTime(null)
                        .build());

        refused(token, "not valid yet");
        clock.pass(Duration.ofSeconds(60));
        accepted(token);
        clock.pass(Duration.ofSeconds(240 + 59));
        accepted(token);
        clock.pass(Duration.ofSeconds(1));
        refused(token, "expired");
    }

    @Test
    void aTokenThatNeverExpiresOrComesFromTheFutureIsRefused() {
        refused(TestIssuer.sign(KEY, claims().expirationTime(null).build()), "exp");
        refused(
                TestIssuer.sign(
                        KEY,
                        claims().issueTime(Date.from(clock.instant().plusSeconds(61)))
                                .build()),
                "future");
    }

    @Test
    void tokensForOtherPurposesAreRefused() {
        refused(TestIssuer.sign(KEY, JWSAlgorithm.RS256, "logout+jwt", claims().build()), "type");
        assertThat(accepted(TestIssuer.sign(KEY, JWSAlgorithm.RS256, "at+JWT", claims().build()))
                        .name())
                .isEqualTo("alice");
        Issuer onlyAccessTokens = new Issuer(
                TestIssuer.NAME,
                Set.of("tarn"),
                Issuer.DEFAULT_ALGORITHMS,
                Set.of("at+jwt"),
                Issuer.DEFAULT_SKEW,
                List.of(),
                Issuer.Mapping.SUBJECT);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator(onlyAccessTokens)
                        .authenticate(Presented.bearer(TestIssuer.sign(KEY, claims().build()))));
    }

    @Test
    void whatIsRequiredHasToBeSaid() {
        Issuer needsScope = new Issuer(
                TestIssuer.NAME,
                Set.of("tarn"),
                Issuer.DEFAULT_ALGORITHMS,
                Issuer.DEFAULT_TYPES,
                Issuer.DEFAULT_SKEW,
                List.of(new ClaimRule(new ClaimPath("typ"), "Bearer")),
                Issuer.Mapping.SUBJECT);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator(needsScope)
                        .authenticate(Presented.bearer(
                                TestIssuer.sign(KEY, claims().claim("typ", "ID").build()))))
                .withMessageContaining("typ");
        assertThat(authenticator(needsScope)
                        .authenticate(Presented.bearer(TestIssuer.sign(
                                KEY, claims().claim("typ", "Bearer").build()))))
                .isPresent();
    }

    @Test
    void twoIssuersHaveEachTheirOwnKeysAndRules() {
        TestIssuer second = new TestIssuer();
        RSAKey secondKey = TestIssuer.key("two");
        second.publish(secondKey.toPublicJWK());
        JwtAuthenticator both = new JwtAuthenticator(
                List.of(
                        trusted(Issuer.of(TestIssuer.NAME, "tarn", Issuer.Mapping.SUBJECT), issuer),
                        trusted(Issuer.of("https://second", "tarn", Issuer.Mapping.SUBJECT), second)),
                clock);

        assertThat(both.authenticate(Presented.bearer(TestIssuer.sign(
                        secondKey, claims().issuer("https://second").build()))))
                .isPresent();
        Credentials mixed = Presented.bearer(
                TestIssuer.sign(KEY, claims().issuer("https://second").build()));
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> both.authenticate(mixed));
    }

    @Test
    void hugeTokensAreRefusedUnread() {
        String token = TestIssuer.sign(
                KEY, claims().claim("filler", "x".repeat(20_000)).build());

        refused(token, "longer than 16384");
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void anIssuerWithoutAudienceOrWithASharedSecretCannotBeConfigured() {
        assertThatIllegalArgumentException().isThrownBy(() -> Issuer.of(TestIssuer.NAME, "", Issuer.Mapping.SUBJECT));
        for (String algorithm : List.of("none", "HS256", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Issuer(
                            TestIssuer.NAME,
                            Set.of("tarn"),
                            Set.of("RS256", algorithm),
                            Issuer.DEFAULT_TYPES,
                            Issuer.DEFAULT_SKEW,
                            List.of(),
                            Issuer.Mapping.SUBJECT));
        }
    }

    private JWTClaimsSet.Builder claims() {
        return TestIssuer.claims(clock.instant());
    }

    private Identity accepted(String token) {
        return authenticator().authenticate(Presented.bearer(token)).orElseThrow();
    }

    private void refused(String token, String reason) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator().authenticate(Presented.bearer(token)))
                .withMessageContaining(reason);
    }

    private JwtAuthenticator authenticator() {
        return authenticator(Issuer.of(TestIssuer.NAME, "tarn", Issuer.Mapping.SUBJECT));
    }

    private JwtAuthenticator authenticator(Issuer rules) {
        return new JwtAuthenticator(List.of(trusted(rules, issuer)), clock);
    }

    private JwtAuthenticator.Trusted trusted(Issuer rules, TestIssuer keys) {
        return new JwtAuthenticator.Trusted(rules, new IssuerKeys(keys, IssuerKeys.Settings.DEFAULT, clock));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
