package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.server.TestServer;
import io.tarn.server.testing.CapturedLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangUpTest {
    /** Jobs are cancelled at any moment; whoever watches the log for failures of the server is not to be woken. */
    @Test
    void whoHangsUpInTheMiddleOfARequestIsNoFailureOfTheServer(@TempDir Path directory) throws IOException {
        try (TestServer server = TestServer.start(directory);
                CapturedLog log = new CapturedLog()) {
            Api api = Api.of(server.port(), server.rootToken());
            api.createTable("t").ok();
            String commit = Api.commitBody(null, 1, "w");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                String half = "POST " + api.table("t") + "/commit HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + api.token() + "\r\nContent-Length: " + commit.length() + "\r\n\r\n"
                        + commit.substring(0, commit.length() / 2);
                socket.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(log.lines())
                            .anyMatch(line -> line.startsWith("INFO request ")
                                    && line.contains("COMMIT_SNAPSHOT")
                                    && line.contains("status=\"400\"")));
            assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR") || line.startsWith("WARN"));
            api.get(api.table("t") + "/snapshot").error(404, "SNAPSHOT");
        }
    }
}
