package io.tarn.client.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as it is told, and keeps what it was asked. */
class ManagementClientTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{}";
    private HttpServer server;
    private ManagementClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = ManagementClient.connect(uri(), () -> "secret");
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("x-request-id", "r1");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void namesAreEncodedAndTheTokenIsSent() {
        client.removeMember("role:a b+c%", "user:ü;d", true);
        assertThat(asked)
                .containsExactly("DELETE /manage/v1/principals/role%3Aa%20b%2Bc%25/members/user%3A%C3%BC%3Bd?force=true"
                        + " Bearer secret ");
    }

    @Test
    void answersAreRead() {
        answer = "{\"principals\":[{\"id\":\"i\",\"principal\":\"user:a\",\"enabled\":true,\"createdAt\":7,"
                + "\"later\":1}],\"nextPageToken\":null}";
        PrincipalPage page = client.principals("user", "t");
        assertThat(page.nextToken()).isEmpty();
        assertThat(page.principals()).containsExactly(new Principal("i", "user:a", false, true, false, 7, ""));
        answer = "{\"id\":\"i\",\"name\":\"n\",\"secret\":\"s3cret\"}";
        Issued<Token> issued = client.issueToken("user:a", "n", 0);
        assertThat(issued.secret()).isEqualTo("s3cret");
        assertThat(issued.toString()).doesNotContain("s3cret");
    }

    @Test
    void aRefusalSaysWhatTheServerSaid() {
        status = 409;
        answer = "{\"message\":\"it exists\",\"error\":\"PRINCIPAL_EXISTS\",\"code\":409}";
        assertThatThrownBy(() -> client.create("user:a")).isInstanceOfSatisfying(ManagementException.class, failure -> {
            assertThat(failure).hasMessage("it exists");
            assertThat(failure.status()).isEqualTo(409);
            assertThat(failure.error()).isEqualTo("PRINCIPAL_EXISTS");
            assertThat(failure.requestId()).isEqualTo("r1");
        });
        status = 502;
        answer = "<html>";
        assertThatThrownBy(() -> client.create("user:a"))
                .isInstanceOfSatisfying(
                        ManagementException.class,
                        failure -> assertThat(failure.status()).isEqualTo(502));
    }

    @Test
    void noAnswerIsToldFromARefusal(@TempDir Path directory) throws IOException {
        answer = "hello";
        assertThatThrownBy(() -> client.principal("user:a"))
                .isInstanceOfSatisfying(
                        ManagementException.class,
                        failure -> assertThat(failure.status()).isEqualTo(ManagementException.NO_ANSWER));
        URI gone = uri();
        server.stop(0);
        assertThatThrownBy(() -> ManagementClient.connect(gone, () -> "secret").info())
                .isInstanceOfSatisfying(
                        ManagementException.class,
                        failure -> assertThat(failure.status()).isEqualTo(ManagementException.NO_ANSWER));
        Path empty = Files.writeString(directory.resolve("ca.pem"), "nothing");
        assertThatThrownBy(() -> ManagementClient.connect(gone, empty, () -> "secret"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no certificate");
    }
}
