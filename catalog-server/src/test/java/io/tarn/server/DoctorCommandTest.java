package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.schema.testing.MySqlGroup;
import io.tarn.server.config.ConfigException;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whoever runs a server is told before it is started, and while it runs. */
class DoctorCommandTest {
    private static final String FREE_PORTS =
            "http: {port: 0}\ngrpc: {port: 0}\nmonitor: {port: 0}\ncatalogs: [{name: main}]\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void beforeTheFirstStartNothingIsMade() throws IOException {
        Path data = directory.resolve("data");
        assertThat(doctor("data-dir: " + data + "\n" + FREE_PORTS)).isZero();
        assertThat(output())
                .contains("database: the embedded one is made at the first start", "configuration: ", "heap: ");
        assertThat(data).doesNotExist();
    }

    @Test
    void anEmbeddedStoreIsLookedAt() throws IOException {
        Path data = directory.resolve("data");
        Server.start(TestServer.config(data), CommitSteps.unobserved()).close();
        String settings = "data-dir: " + data + "\n" + FREE_PORTS;
        assertThat(doctor(settings)).as(output()).isZero();
        assertThat(output())
                .contains(
                        "ok       schema: version 0019",
                        "ok       master keys: one, and it fits",
                        "ok       storage of 'main': the server writes a file: yes",
                        "ok       the first token: ")
                .doesNotContain(Files.readString(data.resolve("root.token")).strip());
        Files.setPosixFilePermissions(data.resolve("root.token"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(data.resolve("master.key"));
        assertThat(doctor(settings)).isEqualTo(1);
        assertThat(output()).contains("wrong    the first token: ", "-> chmod 600 ", "wrong    master keys: ");
    }

    @Test
    void whatIsWrongWithTheConfigurationIsAFindingToo() throws IOException {
        assertThat(doctor("htp: {port: 1}\n")).isEqualTo(1);
        assertThat(output()).contains("wrong    configuration: ", "htp");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(doctor("data-dir: " + directory.resolve("none") + "\n"
                            + FREE_PORTS.replace("http: {port: 0}", "http: {port: " + taken.getLocalPort() + "}")))
                    .isEqualTo(1);
        }
        assertThat(output()).contains("wrong    http.port: 127.0.0.1:");
        assertThatThrownBy(() -> DoctorCommand.run(List.of("--servers", "many"), Map.of(), System.out))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void aRealDatabaseIsAskedAndNotMigrated() throws IOException {
        try (DatabaseServer database = MariaDbServer.start()) {
            String settings = settings(database);
            assertThat(doctor(settings, "--json", "--servers", "3")).isZero();
            JsonNode first = new ObjectMapper().readTree(output());
            assertThat(seen(first, "database")).startsWith("MariaDB ");
            assertThat(seen(first, "schema")).isEqualTo("none yet");
            assertThat(seen(first, "max_connections")).contains("3 x store.pool-size 4 and 5 others make 17");
            assertThat(seen(first, "transaction isolation")).isEqualTo("READ COMMITTED");
            assertThat(first.get("wrong").asInt()).isZero();
            assertThat(doctor(settings, "--servers", "999")).isEqualTo(1);
            assertThat(output()).contains("schema: none yet", "wrong    max_connections");
        }
    }

    /** Servers on several primaries would not see what was acknowledged. */
    @ParameterizedTest
    @CsvSource({"EVENTUAL, 1, wrong", "AFTER, 0, ok"})
    @Tag("full")
    void ofSeveralPrimariesItWantsThatReadsAreFresh(String consistency, int exit, String grade) throws IOException {
        try (MySqlGroup group = MySqlGroup.start(consistency)) {
            assertThat(doctor(settings(group.primaries().get(1)))).as(output()).isEqualTo(exit);
            assertThat(output())
                    .contains("group replication: every member is a primary", "members of the group: ")
                    .containsPattern(grade + " +group_replication_consistency: " + consistency);
        }
    }

    private String settings(DatabaseServer database) {
        return "data-dir: " + directory.resolve("data") + "\n" + FREE_PORTS + "store: {url: \""
                + database.jdbcUrl("doctor") + "\", user: \"" + database.user() + "\", password: \""
                + database.password() + "\", pool-size: 4}\n";
    }

    private static String seen(JsonNode document, String what) {
        for (JsonNode check : document.get("checks")) {
            if (check.get("what").asText().equals(what)) {
                return check.get("seen").asText();
            }
        }
        throw new AssertionError("nothing is said of " + what + ": " + document);
    }

    private int doctor(String settings, String... words) throws IOException {
        printed.reset();
        Path file = Files.writeString(directory.resolve("tarn.yaml"), settings);
        List<String> all = new ArrayList<>(List.of("--config", file.toString()));
        all.addAll(List.of(words));
        return DoctorCommand.run(all, Map.of(), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
