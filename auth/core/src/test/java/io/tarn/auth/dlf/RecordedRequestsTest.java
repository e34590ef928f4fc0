package io.tarn.auth.dlf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What real clients sent, byte for byte but for headers that are not signed: names with every kind of character in path,
 * query and body, a parameter without a value, a DELETE without a body, and a temporary key's token.
 */
class RecordedRequestsTest {
    private static final Identity FLINK = new Identity(Identity.Kind.SERVICE, "flink", Set.of(), Map.of(), null);
    private static final Pattern BETWEEN = Pattern.compile("(?m)^=====\n");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    @ParameterizedTest
    @ValueSource(strings = {"1.2.0", "1.3.1", "1.4.2", "2.0.0"})
    void whatClientsSignIsAccepted(String version) throws IOException {
        List<String> requests = BETWEEN.splitAsStream(read("paimon-" + version + ".txt"))
                .filter(text -> !text.isBlank())
                .toList();

        assertThat(requests).hasSize(8);
        for (String request : requests) {
            Credentials credentials = parse(request);
            assertThat(authenticator(credentials).authenticate(credentials))
                    .as(request)
                    .contains(FLINK);
        }
    }

    private static DlfAuthenticator authenticator(Credentials credentials) {
        LocalDateTime sent = LocalDateTime.parse(credentials.header("x-dlf-date"), DATE);
        byte[] secret = "SK\u00e9".getBytes(StandardCharsets.UTF_8);
        return new DlfAuthenticator(
                key -> switch (key) {
                    case "AK" -> Optional.of(new KeyPairs.KeyPair(FLINK, secret, null));
                    case "STS.AK" -> Optional.of(new KeyPairs.KeyPair(FLINK, secret, "a token/+="));
                    default -> Optional.empty();
                },
                new SettableClock(sent.toInstant(ZoneOffset.UTC)));
    }

    private static Credentials parse(String request) {
        int end = request.indexOf("\n\n");
        List<String> head = request.substring(0, end).lines().toList();
        String target = head.get(0).substring(head.get(0).indexOf(' ') + 1);
        int question = target.indexOf('?');
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon), line.substring(colon + 2));
        }
        byte[] body = request.substring(end + 2).strip().getBytes(StandardCharsets.UTF_8);
        return new Credentials(
                head.get(0).substring(0, head.get(0).indexOf(' ')),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? null : target.substring(question + 1),
                headers::get,
                "192.0.2.1",
                null,
                () -> body);
    }

    private static String read(String name) throws IOException {
        try (InputStream in = RecordedRequestsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
