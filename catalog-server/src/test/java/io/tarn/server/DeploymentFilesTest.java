package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the files for systemd, containers and Kubernetes is what the server knows. */
class DeploymentFilesTest {
    private static final Path CONF = Path.of("../conf");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern ASSIGNED = Pattern.compile("\\b(TARN_[A-Z0-9_]+)=(\\S*)");

    /** Of bin/tarn, not of the server. */
    private static final List<String> OF_THE_SCRIPT = List.of("TARN_CONFIG_FILE", "TARN_ARCHIVES");

    @TempDir
    Path directory;

    @Test
    void theManifestsAgreeWithEachOtherAndWithTheServer() throws IOException {
        Map<String, JsonNode> objects = manifests();
        assertThat(objects.keySet())
                .containsExactlyInAnyOrder("ConfigMap", "Deployment", "Service", "PodDisruptionBudget");
        JsonNode deployment = objects.get("Deployment");
        JsonNode pod = deployment.at("/spec/template");
        JsonNode container = pod.at("/spec/containers/0");
        Config config = load(objects.get("ConfigMap").at("/data/tarn.yaml").asText(), variables(container.get("env")));

        assertThat(config.dataDir()).isEqualTo(mount(container, "data"));
        assertThat(container.get("args").get(1).asText()).isEqualTo(mount(container, "config") + "/tarn.yaml");
        assertThat(config.store().password()).as("by its variable").isEqualTo("store-password");
        assertThat(config.catalogs().get(0).s3().secretKey()).isEqualTo("s3-secret-key");
        assertThat(List.of(
                        config.http().host(),
                        config.grpc().host(),
                        config.monitor().host()))
                .containsOnly("0.0.0.0");
        Map<String, Integer> ports = new TreeMap<>();
        container
                .get("ports")
                .forEach(port -> ports.put(
                        port.get("name").asText(), port.get("containerPort").asInt()));
        assertThat(ports)
                .isEqualTo(Map.of(
                        "http",
                        config.http().port(),
                        "grpc",
                        config.grpc().port(),
                        "monitor",
                        config.monitor().port()));
        objects.get("Service")
                .at("/spec/ports")
                .forEach(port -> assertThat(ports)
                        .containsEntry(
                                port.get("targetPort").asText(),
                                port.get("port").asInt()));
        assertThat(pod.at("/metadata/annotations").get("prometheus.io/port").asInt())
                .isEqualTo(config.monitor().port());
        for (String probe : List.of("livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("monitor");
        }
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        assertThat(container.at("/readinessProbe/timeoutSeconds").asInt()).isGreaterThan(5);
        JsonNode labels = pod.at("/metadata/labels");
        for (String selector : List.of("Deployment", "PodDisruptionBudget")) {
            assertThat(objects.get(selector).at("/spec/selector/matchLabels")).isEqualTo(labels);
        }
        assertThat(objects.get("Service").at("/spec/selector")).isEqualTo(labels);
        assertThat(objects.get("PodDisruptionBudget").at("/spec/minAvailable").asInt())
                .isLessThan(deployment.at("/spec/replicas").asInt());
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
    }

    @Test
    void theContainerAndTheServiceSetVariablesThatThereAre() throws IOException {
        for (String file : List.of("container/Containerfile", "systemd/tarn.service")) {
            String text = Files.readString(CONF.resolve(file)).replaceAll("(?m)^#.*$", "");
            Map<String, String> variables = new HashMap<>();
            for (MatchResult found : ASSIGNED.matcher(text).results().toList()) {
                variables.put(found.group(1), found.group(2));
            }
            OF_THE_SCRIPT.forEach(variables::remove);
            assertThat(variables).as(file).containsKey("TARN_DATA_DIR");
            load("", variables);
        }
        Config defaults = load("", Map.of());
        assertThat(Files.readString(CONF.resolve("container/Containerfile")))
                .contains(
                        "EXPOSE " + defaults.http().port() + " "
                                + defaults.grpc().port() + " "
                                + defaults.monitor().port(),
                        "/dev/tcp/127.0.0.1/" + defaults.monitor().port(),
                        "GET /health/ready ");
        String script = Files.readString(Path.of("distribution/src/bin/tarn"));
        OF_THE_SCRIPT.forEach(variable -> assertThat(script).contains("${" + variable + ":-"));
    }

    @Test
    void systemdUnderstandsTheService() throws Exception {
        assumeThat(Path.of("/usr/bin/systemd-analyze"))
                .as("there is no systemd on this machine, and nothing else can say whether it understands the unit")
                .isExecutable();
        Path unit = directory.resolve("tarn.service");
        Files.writeString(
                unit,
                Files.readString(CONF.resolve("systemd/tarn.service")).replace("/opt/tarn/bin/tarn", "/bin/true"));
        Process verify = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", unit.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("tarn.service");
    }

    private static Map<String, JsonNode> manifests() throws IOException {
        Map<String, JsonNode> objects = new TreeMap<>();
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class)
                .readValues(CONF.resolve("kubernetes/tarn.yaml").toFile())) {
            documents.forEachRemaining(object -> {
                assertThat(object.at("/metadata/name").asText()).isEqualTo("tarn");
                assertThat(objects.put(object.get("kind").asText(), object)).isNull();
            });
        }
        return objects;
    }

    /** Those from the secret are given the name of their key in it. */
    private static Map<String, String> variables(JsonNode env) {
        Map<String, String> variables = new HashMap<>();
        env.forEach(variable -> variables.put(
                variable.get("name").asText(),
                variable.has("value")
                        ? variable.get("value").asText()
                        : variable.at("/valueFrom/secretKeyRef/key").asText()));
        return variables;
    }

    private static String mount(JsonNode container, String volume) {
        for (JsonNode mounted : container.get("volumeMounts")) {
            if (mounted.get("name").asText().equals(volume)) {
                return mounted.get("mountPath").asText();
            }
        }
        throw new AssertionError("nothing is mounted from " + volume);
    }

    private Config load(String settings, Map<String, String> variables) throws IOException {
        Path file = Files.writeString(directory.resolve("tarn.yaml"), settings);
        ConfigLoader.Loaded loaded = ConfigLoader.load(file, variables);
        assertThat(loaded.unusedVariables()).isEmpty();
        return loaded.config();
    }
}
