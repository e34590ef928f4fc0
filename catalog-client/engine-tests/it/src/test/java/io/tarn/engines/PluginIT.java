package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tarn's plugin in every Flink: the script reads tables of which rows and values are hidden, and tries to get around that.
 * Data and commits are a real server's; what it says of rows and columns is a stand-in's.
 */
class PluginIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a secret that only operators know";
    private static final Pattern SIGNED = Pattern.compile("v1 key=k1,at=([0-9]+),sig=([0-9a-f]{64})");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void nothingHiddenIsSeenWithTheNewestPaimon() throws Exception {
        nothingHiddenIsSeenAndNothingElseIsLost(Engine.FLINK_2_0, "flink/2.0.0", "paimon/2.0.0");
    }

    /** The rest. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"FLINK_1_20, flink/1.20.3, paimon/1.3.1", "FLINK_2_0_PAIMON_1_4, flink/2.0.0, paimon/1.4.2"})
    void nothingHiddenIsSeenAndNothingElseIsLost(Engine flinkAndPaimon, String engine, String client) throws Exception {
        Path secret = Files.writeString(directory.resolve("capability"), SECRET);
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create());
                PolicyProxy proxy = PolicyProxy.before(server.uri())) {
            hide(proxy);
            try (EngineProcess flink = EngineProcess.startWithPlugin(
                    flinkAndPaimon,
                    "SqlScript",
                    server.uri(),
                    server.token(),
                    "--to-the-end",
                    "server=" + server.uri(),
                    "plugin=" + proxy.uri(),
                    "token_file=" + directory.resolve("data/root.token"),
                    "secret_file=" + secret,
                    script())) {
                int exitCode = flink.awaitExit(Duration.ofMinutes(6));

                List<JsonNode> failed = flink.lines().stream()
                        .filter(step -> !step.get("ok").asBoolean())
                        .toList();
                assertThat(failed).as(flink.describe("ended")).isEmpty();
                assertThat(exitCode).as(flink.describe("ended")).isZero();
            }
            assertThat(proxy.asked()).isNotEmpty().allSatisfy(asked -> {
                assertThat(asked.headers().getFirst("X-Tarn-Engine")).isEqualTo(engine);
                assertThat(asked.headers().getFirst("X-Tarn-Client")).isEqualTo("tarn-paimon/0.1.0 " + client);
                assertThat(asked.headers().getFirst("X-Tarn-Job")).isEqualTo("nightly");
                assertThat(signature(asked)).as(asked.path()).isTrue();
            });
        }
    }

    /** What the people who read see: Europeans, without most of their numbers. */
    private static void hide(PolicyProxy proxy) throws JsonProcessingException {
        Map<String, Object> europe = Map.of(
                "kind",
                "LEAF",
                "transform",
                Map.of("name", "FIELD_REF", "fieldRef", Map.of("index", 9, "name", "region", "type", "STRING")),
                "function",
                "EQUAL",
                "literals",
                List.of("eu"));
        Map<String, Object> stars = Map.of("name", "CONCAT", "inputs", List.of("***"));
        String policy = JSON.writeValueAsString(Map.of(
                "filter",
                List.of(JSON.writeValueAsString(europe)),
                "columnMasking",
                Map.of("card", JSON.writeValueAsString(stars)),
                "tarn",
                Map.of("masks", Map.of("card", Map.of("function", "SHOW_LAST_4")))));
        proxy.answer("people", 200, policy);
        proxy.answer("accounts", 200, policy);
        proxy.answer("closed", 403, "{\"message\":\"the column card is not yours\",\"code\":403}");
        proxy.answer("strange", 200, "{\"filter\":[\"{\\\"kind\\\":\\\"FUTURE\\\"}\"]}");
    }

    /** Whether the server would take the request's proof. */
    private static boolean signature(PolicyProxy.Asked asked) throws Exception {
        Matcher signed = SIGNED.matcher(asked.headers().getFirst("X-Tarn-Capability"));
        assertThat(signed.matches()).isTrue();
        byte[] credentials = asked.headers().getFirst("Authorization").getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(credentials));
        String text = String.join("\n", "tarn-capability-v1", asked.method(), asked.path(), signed.group(1), hash);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of()
                .formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)))
                .equals(signed.group(2));
    }

    private static String script() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PluginIT.class.getResource("/sql/plugin.sql"))
                        .toURI())
                .toString();
    }
}
