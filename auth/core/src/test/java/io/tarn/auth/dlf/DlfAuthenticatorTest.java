package io.tarn.auth.dlf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tarn.auth.login.Identity;
import io.tarn.auth.login.Presented;
import io.tarn.auth.login.RefusedException;
import io.tarn.auth.login.SettableClock;
import io.tarn.auth.login.UndecidedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted of real clients stands in the server's tests; here is what is refused of their requests. */
class DlfAuthenticatorTest {
    private static final Identity FLINK = new Identity(Identity.Kind.SERVICE, "flink", Set.of(), Map.of(), null);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));

    @Test
    void aSignedRequestIsOfWhomTheKeyBelongsTo() {
        assertThat(authenticate(SignedRequest.post())).contains(FLINK);
        assertThat(authenticate(SignedRequest.get())).contains(FLINK);
    }

    @Test
    void otherSchemesAreLeftToOthers() {
        DlfAuthenticator authenticator = authenticator(SignedRequest.SECRET, null);

        assertThat(authenticator.authenticate(Presented.nothing())).isEmpty();
        assertThat(authenticator.authenticate(Presented.bearer("DLF4-HMAC-SHA256")))
                .isEmpty();
    }

    @Test
    void theQueryMayBeSpelledOtherwiseIfItMeansTheSame() {
        assertThat(authenticate(
                        SignedRequest.get().withQuery("pageToken&maxResults=10&tableNamePattern=a%25_+*%7E%2b%26")))
                .contains(FLINK);
    }

    @Test
    void whatTheSignatureCoversCannotBeChanged() {
        refused(SignedRequest.post().withMethod("DELETE"), "does not fit");
        refused(SignedRequest.post().withPath("/v1/p%201/databases"), "does not fit");
        refused(SignedRequest.post().withPath("/v1/p+1/databases/"), "does not fit");
        refused(SignedRequest.post().withQuery("a=b"), "does not fit");
        refused(SignedRequest.post().withBody(SignedRequest.BODY + " "), "body is not the one");
        refused(SignedRequest.post().withBody(""), "body is not the one");
        refused(SignedRequest.post().withHeader("Content-Type", "text/plain"), "does not fit");
        refused(SignedRequest.post().withHeader("x-dlf-date", "20261123T120001Z"), "does not fit");
        refused(SignedRequest.get().withQuery(null), "does not fit");
        refused(SignedRequest.get().withQuery("tableNamePattern=b&maxResults=10&pageToken="), "does not fit");
        refused(SignedRequest.get().withHeader("x-dlf-security-token", "t"), "does not fit");
    }

    @Test
    void aBodyThatTheSignatureDoesNotCoverIsRefused() {
        refused(SignedRequest.get().withBody("{}"), "does not cover");
        refused(SignedRequest.post().withHeader("Content-MD5", null), "does not fit");
        // The MD5 of the word "null": older clients send it, but only for a DELETE without a body.
        refused(SignedRequest.post().withHeader("Content-MD5", "N6YlnMDB2uKZp4Zkid/wvQ=="), "does not fit");
    }

    @Test
    void partsOfTheSignedTextCannotMoveToAnotherPlace() {
        // Without care these would give the same text with fewer headers, or other parameters.
        refused(
                SignedRequest.post()
                        .withHeader("Content-MD5", null)
                        .withBody("")
                        .withQuery("%0Acontent-md5:"
                                + SignedRequest.post().headers().get("Content-MD5")),
                "plain name");
        refused(SignedRequest.get().withQuery("tableNamePattern=a%25_%20%2A~%2B%26&maxResults=10%26pageToken"), "");
        refused(
                SignedRequest.get().withQuery("maxResults%3D10=&tableNamePattern=a%25_%20%2A~%2B%26&pageToken"),
                "name");
        refused(
                SignedRequest.get()
                        .withQuery("maxResults=9&" + SignedRequest.get().query()),
                "once");
        refused(SignedRequest.get().withQuery("maxResults=1%&a"), "not encoded");
    }

    @Test
    void aRecordedRequestIsGoodWithinTheWindowOnly() {
        clock.pass(Duration.ofMinutes(15));
        assertThat(authenticate(SignedRequest.post())).contains(FLINK);
        clock.pass(Duration.ofSeconds(1));
        refused(SignedRequest.post(), "15 minutes");

        clock.pass(Duration.ofMinutes(-30).minusSeconds(1));
        assertThat(authenticate(SignedRequest.post())).contains(FLINK);
        clock.pass(Duration.ofSeconds(-1));
        refused(SignedRequest.post(), "15 minutes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20261123", "20261123T250000Z", "20260230T120000Z", "2026-11-23T12:00:00Z", "x"})
    void aDateThatIsNoneIsRefused(String date) {
        refused(SignedRequest.get().withHeader("x-dlf-date", date), "no date");
        refused(SignedRequest.get().withHeader("x-dlf-date", null), "x-dlf-date");
    }

    @Test
    void theKeyOfAnotherDayIsRefused() {
        refused(changed("/20261123/", "/20261122/"), "another day");
    }

    @Test
    void otherRegionsProductsAndVersionsAreRefused() {
        refused(changed("cn-hangzhou", "cn-beijing"), "does not fit");
        refused(changed("DlfNext", "Other"), "shape");
        refused(SignedRequest.get().withHeader("x-dlf-version", "v2"), "version v1");
        refused(SignedRequest.get().withHeader("x-dlf-version", null), "version v1");
        refused(SignedRequest.get().withHeader("x-dlf-content-sha256", "abc"), "version v1");
    }

    @Test
    void aSignatureThatIsNoneIsRefused() {
        String authorization = SignedRequest.get().headers().get("Authorization");
        int start = authorization.indexOf("Signature=") + "Signature=".length();
        for (String signature : new String[] {"", "00", "0".repeat(64), "z".repeat(64), "0".repeat(100_000)}) {
            refused(SignedRequest.get().withHeader("Authorization", authorization.substring(0, start) + signature), "");
        }
    }

    @Test
    void anUnknownKeyIsNotToldFromAWrongSecret() {
        String unknown = reason(SignedRequest.get(), new DlfAuthenticator(key -> Optional.empty(), clock));

        assertThat(reason(SignedRequest.get(), authenticator("other", null))).isEqualTo(unknown);
    }

    @Test
    void aTemporaryKeyNeedsItsToken() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> authenticator(SignedRequest.SECRET, "token")
                        .authenticate(SignedRequest.get().credentials()))
                .withMessageContaining("security token");
    }

    @Test
    void whenKeysCannotBeReadNothingCanBeTold() {
        DlfAuthenticator authenticator = new DlfAuthenticator(
                key -> {
                    throw new UndecidedException("The access key cannot be checked");
                },
                clock);

        assertThatExceptionOfType(UndecidedException.class)
                .isThrownBy(() -> authenticator.authenticate(SignedRequest.get().credentials()));
    }

    @Test
    void theSecretsOfAKeyAreNotPrinted() {
        assertThat(new KeyPairs.KeyPair(FLINK, "s3cret".getBytes(StandardCharsets.UTF_8), "t0ken").toString())
                .doesNotContain("s3cret", "t0ken");
    }

    private static SignedRequest changed(String what, String to) {
        String authorization = SignedRequest.get().headers().get("Authorization");
        return SignedRequest.get().withHeader("Authorization", authorization.replace(what, to));
    }

    private Optional<Identity> authenticate(SignedRequest request) {
        return authenticator(SignedRequest.SECRET, null).authenticate(request.credentials());
    }

    private void refused(SignedRequest request, String reason) {
        assertThat(reason(request, authenticator(SignedRequest.SECRET, null))).contains(reason);
    }

    private static String reason(SignedRequest request, DlfAuthenticator authenticator) {
        try {
            authenticator.authenticate(request.credentials());
        } catch (RefusedException e) {
            return e.getMessage();
        }
        throw new AssertionError("accepted: " + request);
    }

    private DlfAuthenticator authenticator(String secret, String token) {
        KeyPairs.KeyPair pair = new KeyPairs.KeyPair(FLINK, secret.getBytes(StandardCharsets.UTF_8), token);
        return new DlfAuthenticator(key -> key.equals("AK") ? Optional.of(pair) : Optional.empty(), clock);
    }
}
