package io.tarn.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpKeySourceTest {
    private static final HttpKeySource.Settings SETTINGS =
            new HttpKeySource.Settings(Duration.ofSeconds(10), 1000, false);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void keysAreReadFromTheirAddress() throws IOException {
        serve("/keys", 200, "{\"keys\":[]}");

        assertThat(HttpKeySource.at(URI.create(base() + "/keys"), SETTINGS).read())
                .isEqualTo("{\"keys\":[]}");
    }

    @Test
    void theAddressIsFoundInTheDiscoveryDocument() throws IOException {
        serve("/realms/lake/.well-known/openid-configuration", 200, """
                {"issuer":"%s/realms/lake","jwks_uri":"%s/certs"}""".formatted(base(), base()));
        serve("/certs", 200, "{\"keys\":[]}");

        assertThat(HttpKeySource.discovered(base() + "/realms/lake", SETTINGS).read())
                .isEqualTo("{\"keys\":[]}");
    }

    @Test
    void aDiscoveryDocumentOfAnotherIssuerOrWithAnAddressElsewhereIsNotFollowed() {
        for (String document : new String[] {
            "{\"issuer\":\"https://other\",\"jwks_uri\":\"" + base() + "/certs\"}",
            "{\"issuer\":\"" + base() + "\"}",
            "{\"issuer\":\"" + base() + "\",\"jwks_uri\":\"http://192.0.2.1/certs\"}",
            "{\"issuer\":\"" + base() + "\",\"jwks_uri\":\"file:///etc/passwd\"}",
            "{\"issuer\":\"" + base() + "\",\"jwks_uri\":\"::\"}",
            "nonsense"
        }) {
            serve("/.well-known/openid-configuration", 200, document);
            fails(HttpKeySource.discovered(base(), SETTINGS));
            server.removeContext("/.well-known/openid-configuration");
        }
    }

    @Test
    void anAnswerThatIsTooLargeOrNot200IsNone() {
        serve("/large", 200, "x".repeat(1001));
        serve("/moved", 302, "");
        serve("/error", 500, "{\"keys\":[]}");

        fails(HttpKeySource.at(URI.create(base() + "/large"), SETTINGS));
        fails(HttpKeySource.at(URI.create(base() + "/moved"), SETTINGS));
        fails(HttpKeySource.at(URI.create(base() + "/error"), SETTINGS));
    }

    @Test
    void anAnswerThatDoesNotEndIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        HttpKeySource.Settings impatient = new HttpKeySource.Settings(Duration.ofMillis(300), 1000, false);

        fails(HttpKeySource.at(URI.create(base() + "/slow"), impatient));
        end.countDown();
    }

    @Test
    void anIssuerThatDoesNotAnswerIsNone() {
        URI gone = URI.create(base() + "/keys");
        server.stop(0);

        fails(HttpKeySource.at(gone, SETTINGS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example.org/keys",
                "http://127.0.0.1.example.org/keys",
                "file:///etc/passwd",
                "https:///keys",
                "https://user:password@login.example.org/keys",
                "keys"
            })
    void anAddressThatSomebodyInBetweenCouldAnswerForIsNotAllowed(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> HttpKeySource.at(URI.create(address), SETTINGS));
    }

    private void serve(String path, int status, String body) {
        server.createContext(path, exchange -> answer(exchange, status, body));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Location", "/keys");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void fails(KeySource source) {
        assertThatExceptionOfType(IOException.class).isThrownBy(source::read);
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
