package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tarn.auth.dlf.DlfAuthenticator;
import io.tarn.auth.dlf.KeyPairs;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.RESTApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Paimon's own client signs and sends now is accepted; recordings of other versions are in auth/core. */
class PaimonSignatureTest {
    private static final String SECRET = "secret of flink";
    private static final Identity FLINK = new Identity(Identity.Kind.SERVICE, "flink", Set.of(), Map.of(), null);

    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final DlfAuthenticator authenticator = new DlfAuthenticator(
            key -> switch (key) {
                case "lasting" -> Optional.of(pair(null));
                case "temporary" -> Optional.of(pair("a token/+="));
                default -> Optional.empty();
            },
            Clock.systemUTC());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void everyKindOfRequestIsAccepted() {
        RESTApi client = client("lasting", SECRET, null);
        send(() -> client.getTable(Identifier.create("d b+%\u00e9*~!", "t x()';:@&=,\u4e16")));
        send(() -> client.listTablesPaged("d b+%*~", 5, "a+b/c==&d e", "x_ *~%", null));
        send(() -> client.listDatabasesPaged(10, "", "a+b/c==*~'(),;:@$! ?%"));
        send(() -> client.createDatabase("d\u4e16\u00e9", Map.of("k", "v\u00e9")));
        send(() -> client.dropDatabase("d b~+*"));

        assertThat(answers).hasSize(5).containsOnly("flink");
    }

    @Test
    void aTemporaryKeyIsAcceptedWithItsTokenOnly() {
        send(() -> client("temporary", SECRET, "a token/+=").getTable(Identifier.create("d", "t")));
        assertThat(answers).containsExactly("flink");

        send(() -> client("temporary", SECRET, "another").getTable(Identifier.create("d", "t")));
        send(() -> client("temporary", SECRET, null).getTable(Identifier.create("d", "t")));
        send(() -> client("lasting", SECRET, "a token/+=").getTable(Identifier.create("d", "t")));
        assertThat(answers.subList(1, answers.size()))
                .hasSize(3)
                .containsOnly("The security token does not belong to the access key");
    }

    @Test
    void anotherSecretOrKeyIsRefused() {
        send(() -> client("lasting", "guess", null).getTable(Identifier.create("d", "t")));
        send(() -> client("unknown", SECRET, null).getTable(Identifier.create("d", "t")));

        assertThat(answers)
                .hasSize(2)
                .containsOnly("The access key is unknown, or the signature does not fit the request");
    }

    private static KeyPairs.KeyPair pair(String token) {
        return new KeyPairs.KeyPair(FLINK, SECRET.getBytes(StandardCharsets.UTF_8), token);
    }

    private RESTApi client(String key, String secret, String token) {
        Options options = new Options();
        options.set("uri", "http://127.0.0.1:" + server.getAddress().getPort());
        options.set("prefix", "a catalog");
        options.set("token.provider", "dlf");
        options.set("dlf.region", "cn-hangzhou");
        options.set("dlf.access-key-id", key);
        options.set("dlf.access-key-secret", secret);
        if (token != null) {
            options.set("dlf.security-token", token);
        }
        return new RESTApi(options, false);
    }

    private interface Call {
        void run() throws Exception;
    }

    /** What the client makes of the answer, which is always 404, does not matter here. */
    private static void send(Call call) {
        assertThat(catchThrowable(call::run)).isNotNull();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Credentials credentials = new Credentials(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getRawQuery(),
                exchange.getRequestHeaders()::getFirst,
                "127.0.0.1",
                null,
                () -> body);
        try {
            answers.add(
                    authenticator.authenticate(credentials).map(Identity::name).orElse("nobody"));
        } catch (RuntimeException e) {
            answers.add(e.getMessage());
        }
        byte[] answer = "{\"message\":\"none\",\"code\":404}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(404, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
