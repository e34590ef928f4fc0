package io.tarn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.engines.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a shell would, with an environment of its own. */
final class Session {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a command came to. */
    record Ran(int code, String out, String err) {
        Ran isOk() {
            return endsWith(Exit.OK);
        }

        Ran endsWith(int expected) {
            assertThat(code).as(out + err).isEqualTo(expected);
            return this;
        }

        JsonNode json() {
            try {
                return JSON.readTree(isOk().out());
            } catch (IOException e) {
                throw new AssertionError(out, e);
            }
        }
    }

    private final Map<String, String> environment;

    private Session(Map<String, String> environment) {
        this.environment = environment;
    }

    /** As root. */
    static Session of(ServerProcess server, Path home) {
        return new Session(Map.of(
                "HOME",
                home.toString(),
                "TARN_HTTP_URL",
                server.uri(),
                "TARN_GRPC_URL",
                "grpc://127.0.0.1:" + server.grpcPort(),
                "TARN_TOKEN_FILE",
                server.tokenFile().toString()));
    }

    Session with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Session(more);
    }

    /** Nobody is at the terminal. */
    Ran run(String... words) {
        return run(false, "", words);
    }

    /** Somebody is, and types this. */
    Ran typing(String answer, String... words) {
        return run(true, answer, words);
    }

    private Ran run(boolean interactive, String input, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Tarn.run(
                new Terminal(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        new BufferedReader(new StringReader(input + "\n")),
                        interactive,
                        environment),
                words);
        assertThat(out + " " + err).doesNotContain("\tat ");
        return new Ran(code, out.toString(), err.toString());
    }
}
