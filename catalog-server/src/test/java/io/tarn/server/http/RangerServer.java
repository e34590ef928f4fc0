package io.tarn.server.http;

import static org.awaitility.Awaitility.await;

import io.tarn.auth.ranger.TestRangerAdmin;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;

/** A server that asks a Ranger Admin, and that Ranger Admin. */
final class RangerServer implements AutoCloseable {
    /** What the build of the plugin makes, and the distribution takes. */
    private static final Path PLUGIN = Path.of("../auth/ranger/target/plugin").toAbsolutePath();

    final TestRangerAdmin admin;
    final TestServer server;
    final Api api;

    private RangerServer(TestRangerAdmin admin, TestServer server) {
        this.admin = admin;
        this.server = server;
        this.api = Api.of(server.port(), server.rootToken());
    }

    /** @param mode of the configuration, with the principal {@code user:root} to break the glass */
    static RangerServer start(Path directory, TestRangerAdmin admin, String mode) {
        return new RangerServer(admin, TestServer.authorizing(directory, """
                mode: %s
                break-glass: ["user:root"]
                ranger:
                  urls: ["%s"]
                  service: %s
                  user: %s
                  password: "%s"
                  plain-http: true
                  poll-seconds: 1
                  service-prefix: ""
                  plugin-dir: "%s"
                """.formatted(
                mode, admin.url(), TestRangerAdmin.SERVICE, TestRangerAdmin.USER, TestRangerAdmin.PASSWORD, PLUGIN)));
    }

    /** Waits until it decides by what is in Ranger now. */
    void awaitPolicies() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/manage/v1/authorization")
                                .ok()
                                .json()
                                .at("/ranger/policyVersion")
                                .asLong()
                        == admin.policyVersion());
    }

    /** Makes a principal, and says how it calls. */
    Api caller(String principal) {
        api.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}").ok();
        return api.withToken(api.post("/manage/v1/principals/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
    }

    @Override
    public void close() {
        server.close();
        admin.close();
    }
}
