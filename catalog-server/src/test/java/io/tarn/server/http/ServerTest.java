package io.tarn.server.http;

import io.tarn.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One real server for a class of tests; each test uses names of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerTest {
    TestServer server;
    Api api;

    @BeforeAll
    void startServer(@TempDir Path directory) {
        server = TestServer.start(directory);
        api = Api.of(server.port(), server.rootToken());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }
}
