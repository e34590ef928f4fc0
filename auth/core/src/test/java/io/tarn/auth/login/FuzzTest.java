package io.tarn.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tarn.auth.dlf.DlfAuthenticator;
import io.tarn.auth.ldap.LdapAuthenticator;
import io.tarn.auth.ldap.LdapDirectory;
import io.tarn.auth.ldap.LdapSettings;
import io.tarn.auth.oidc.Issuer;
import io.tarn.auth.oidc.IssuerKeys;
import io.tarn.auth.oidc.JwtAuthenticator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is sent as credentials is somebody else's or refused; it never breaks the one who looks at it. */
class FuzzTest {
    private static final int ROUNDS = 4_000;
    private static final List<String> BEGINNINGS = List.of(
            "",
            "Bearer ",
            "Bearer eyJ",
            "Bearer eyJhbGciOiJSUzI1NiJ9.",
            "Basic ",
            "DLF4-HMAC-SHA256 ",
            "DLF4-HMAC-SHA256 Credential=AK/20261123/r/DlfNext/aliyun_v4_request,Signature=");
    private static final String USEFUL = "abAB01.:/=,+- {}\"\\%&\u00e9\u4e16\0\n\u202e";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));

    /** Nothing listens at the port of the directory, so what gets as far as a login comes out undecided. */
    private final List<Authenticator> all = List.of(
            new JwtAuthenticator(
                    List.of(new JwtAuthenticator.Trusted(
                            Issuer.of("https://login", "tarn", Issuer.Mapping.SUBJECT),
                            new IssuerKeys(() -> "{\"keys\":[]}", IssuerKeys.Settings.DEFAULT, clock))),
                    clock),
            new DlfAuthenticator(key -> Optional.empty(), clock),
            new LdapAuthenticator(nowhere(), Duration.ZERO, clock));

    @Test
    void randomTextsAreRefusedOrLeftToOthers() {
        // A fixed seed: a failure can be seen again.
        Random random = new Random(20261123);
        for (int i = 0; i < ROUNDS; i++) {
            String header = BEGINNINGS.get(random.nextInt(BEGINNINGS.size())) + text(random);
            look(header, Presented.authorization(header));
        }
    }

    @Test
    void randomClaimsAndPasswordsAreRefusedOrLeftToOthers() {
        Random random = new Random(20261124);
        for (int i = 0; i < ROUNDS; i++) {
            String token = part(random) + "." + part(random) + "." + part(random);
            look(token, Presented.bearer(token));
            String pair = Base64.getEncoder().encodeToString(bytes(random));
            look(pair, Presented.authorization("Basic " + pair));
        }
    }

    private void look(String header, Credentials credentials) {
        assertThat(Attempt.of(credentials)).isNotNull();
        for (Authenticator authenticator : all) {
            try {
                assertThat(authenticator.authenticate(credentials)).isEmpty();
            } catch (RefusedException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (UndecidedException e) {
                assertThat(authenticator).as(header).isInstanceOf(LdapAuthenticator.class);
            } catch (RuntimeException e) {
                fail("'" + header + "' breaks " + authenticator.accepts(), e);
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(80); length > 0; length--) {
            text.append(
                    random.nextInt(4) == 0
                            ? (char) random.nextInt(Character.MAX_VALUE)
                            : USEFUL.charAt(random.nextInt(USEFUL.length())));
        }
        return text.toString();
    }

    private static String part(Random random) {
        String json = "{\"alg\":\"RS256\",\"iss\":\"https://login\",\"exp\":" + text(random) + "}";
        byte[] bytes = random.nextBoolean() ? json.getBytes(StandardCharsets.UTF_8) : bytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static LdapDirectory nowhere() {
        return new LdapDirectory(new LdapSettings(
                List.of(new LdapSettings.Server("127.0.0.1", 1)),
                new LdapSettings.Security(LdapSettings.Encryption.NONE, null, null, false),
                Duration.ofSeconds(1),
                1,
                new LdapSettings.Pattern("uid={name},dc=example"),
                "uid",
                new LdapSettings.NoGroups(),
                Map.of()));
    }
}
