package io.tarn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tarn.server.TestServer;
import io.tarn.server.model.Layout;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final Path DOCUMENTED = Path.of("..", "conf", "tarn.yaml");
    private static final Map<String, String> NO_VARIABLES = Map.of();

    @TempDir
    Path directory;

    @Test
    void theDocumentedFileLoadsAndIsWhatAnEmptyOneMeans() throws IOException {
        ConfigLoader.Loaded documented = ConfigLoader.load(DOCUMENTED, NO_VARIABLES);
        assertThat(documented.unusedVariables()).isEmpty();
        assertThat(documented.config()).isEqualTo(load(""));
        assertThat(documented.config().http())
                .isEqualTo(new Config.Http("127.0.0.1", 8181, 67_108_864, 10, TestServer.NO_TLS));
        assertThat(documented.config().grpc())
                .isEqualTo(
                        new Config.Grpc(true, "127.0.0.1", 8182, 67108864, 60, 20, 600, 256, true, TestServer.NO_TLS));
        assertThat(documented.config().monitor()).isEqualTo(new Config.Monitor("127.0.0.1", 8183, TestServer.NO_TLS));
        assertThat(documented.config().store().embedded()).isTrue();
        assertThat(documented.config().store().embeddedDurability()).isEqualTo(Config.Durability.PROCESS);
        assertThat(documented.config().catalogs()).singleElement().satisfies(catalog -> {
            assertThat(catalog.name()).isEqualTo("main");
            assertThat(catalog.layout()).isEqualTo(Layout.UNIQUE);
            assertThat(catalog.allowedLocations()).isEmpty();
        });
    }

    @Test
    void everyKeyIsDocumentedAndEveryDocumentedKeyIsOne() throws IOException {
        Set<String> documented = new TreeSet<>();
        collect(new YAMLMapper().readTree(Files.readString(DOCUMENTED)), "", documented);
        Set<String> known = new TreeSet<>();
        collect(Config.class, "", known);
        assertThat(documented).isEqualTo(known);
    }

    @Test
    void aCommentOnlyFileMeansTheDefaults() throws IOException {
        assertThat(load("# nothing yet\n")).isEqualTo(load(""));
    }

    @Test
    void whatAFileLeavesOutKeepsItsDefault() throws IOException {
        Config config = load("http:\n  port: 9000\nstore:\n");
        assertThat(config.http()).isEqualTo(new Config.Http("127.0.0.1", 9000, 67_108_864, 10, TestServer.NO_TLS));
        assertThat(config.store()).isEqualTo(load("").store());
        assertThat(config.dataDir()).isEqualTo("data");
    }

    @Test
    void eachOfSeveralCatalogsIsCompletedByTheDefaults() throws IOException {
        List<Config.Catalog> catalogs = load("""
                        catalogs:
                          - name: one
                          - name: two
                            layout: plain
                            client-options: {s3.endpoint: "http://s3"}
                            s3: {region: eu-west-1}
                        """).catalogs();
        Config.S3 defaults = load("").catalogs().get(0).s3();
        assertThat(catalogs)
                .containsExactly(
                        new Config.Catalog("one", "", Layout.UNIQUE, List.of(), Map.of(), defaults),
                        new Config.Catalog(
                                "two",
                                "",
                                Layout.PLAIN,
                                List.of(),
                                Map.of("s3.endpoint", "http://s3"),
                                new Config.S3("", "eu-west-1", "", "", false, TestServer.NO_S3.vending())));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsFileAndLine() {
        assertRefused("data-dir: x\nhttp:\n  host: h\n  prot: 9000\n")
                .hasMessageContaining("tarn.yaml, line 4:")
                .hasMessageContaining("'prot'")
                .hasMessageContaining("host, leaving-seconds, max-body-bytes, port");
        assertRefused("catalogs:\n  - name: a\n    warehous: b\n").hasMessageContaining("line 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {port: many}               | http.port",
                "http: {port: 1.5}                | http.port",
                "http: {port: 99999999999}        | http.port",
                "http: {max-body-bytes: []}       | http.max-body-bytes",
                "http: 8181                       | http",
                "store: {pool-size: true}         | store.pool-size",
                "store: {embedded-durability: no} | store.embedded-durability",
                "catalogs: main                   | catalogs",
                "catalogs: [main]                 | catalogs",
                "catalogs: [{layout: odd}]        | catalogs[0].layout",
                "catalogs: [{client-options: []}] | catalogs[0].client-options",
                "data-dir: [a]                    | data-dir",
            })
    void aValueOfTheWrongTypeIsNamedByItsKey(String text, String key) {
        assertRefused(text).hasMessageContaining("'" + key).hasMessageContaining("tarn.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a\n- b\n",
                "just text",
                "a: b: c",
                "{",
                "http: {port: 1}\nhttp: {port: 2}",
                "data-dir: a\n---\ndata-dir: b",
                "catalogs: [null]",
                "catalogs: [{allowed-locations: [null]}]",
                "catalogs: [{client-options: {a: null}}]",
            })
    void whatIsNoConfigurationIsRefusedInWordsAboutTheFile(String text) {
        assertRefused(text)
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("tarn.yaml")
                        .doesNotContain("io.tarn.server")
                        .doesNotContain("java.")
                        .doesNotContain("com.fasterxml"));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.yaml");
        assertThatThrownBy(() -> ConfigLoader.load(missing, NO_VARIABLES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void variablesWinOverTheFile() throws IOException {
        Config config = load(
                "http: {port: 1}\ncatalogs: [{name: a}, {name: b}]",
                Map.of(
                        "TARN_HTTP_PORT", "9001",
                        "TARN_HTTP_MAX_BODY_BYTES", "500000000",
                        "TARN_DATA_DIR", "/elsewhere",
                        "TARN_STORE_PASSWORD", "007",
                        "TARN_STORE_EMBEDDED_DURABILITY", "power",
                        "TARN_CATALOGS_1_S3_SECRET_KEY", "secret",
                        "TARN_CATALOGS_0_S3_PATH_STYLE", "true",
                        "TARN_CATALOGS_1_LAYOUT", "Plain"));
        assertThat(config.http()).isEqualTo(new Config.Http("127.0.0.1", 9001, 500_000_000, 10, TestServer.NO_TLS));
        assertThat(config.dataDir()).isEqualTo("/elsewhere");
        assertThat(config.store().password()).isEqualTo("007");
        assertThat(config.store().embeddedDurability()).isEqualTo(Config.Durability.POWER);
        assertThat(config.catalogs().get(0).s3().pathStyle()).isTrue();
        assertThat(config.catalogs().get(0).s3().secretKey()).isEmpty();
        assertThat(config.catalogs().get(1).s3().secretKey()).isEqualTo("secret");
        assertThat(config.catalogs().get(1).layout()).isEqualTo(Layout.PLAIN);
    }

    @Test
    void aPropertyOfATopicCanBeSetByAVariableAndIsNotShown() throws IOException {
        Config config = load("""
                feed:
                  kafka:
                    - name: changes
                      topic: lake.changes
                      bootstrap-servers: [kafka-1:9092, "[::1]:9092"]
                      properties: {sasl.jaas.config: "", linger.ms: 10}
                """, Map.of("TARN_FEED_KAFKA_0_PROPERTIES_SASL_JAAS_CONFIG", "sesame"));
        Config.Kafka topic = config.feed().kafka().get(0);
        assertThat(topic.properties()).isEqualTo(Map.of("sasl.jaas.config", "sesame", "linger.ms", "10"));
        assertThat(topic.catalog()).isEqualTo("main");
        assertThat(topic.kinds()).isEmpty();
        assertThat(config.toString()).doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{topic: t, bootstrap-servers: [k:1]}                       | feed.kafka.name",
                "{name: a, topic: a b, bootstrap-servers: [k:1]}            | feed.kafka.topic of 'a' is 'a b'",
                "{name: a, topic: .., bootstrap-servers: [k:1]}             | feed.kafka.topic",
                "{name: a, bootstrap-servers: [k:1]}                        | feed.kafka.topic",
                "{name: a, topic: t}                                        | feed.kafka.bootstrap-servers",
                "{name: a, topic: t, bootstrap-servers: [kafka]}            | 'kafka' is not host:port",
                "{name: a, topic: t, bootstrap-servers: [k:99999]}          | feed.kafka.bootstrap-servers",
                "{name: a, topic: t, bootstrap-servers: [k:1], acks: 1}     | unknown key 'acks'",
                "{name: a, topic: t, bootstrap-servers: [k:1], kinds: [null]} | feed.kafka.kinds",
            })
    void aTopicThatCannotBeIsRefused(String entry, String said) {
        assertRefused("feed: {kafka: [" + entry + "]}").hasMessageContaining(said);
    }

    @Test
    void aWebhookAndATopicCannotHaveOneName() {
        assertRefused("""
                        feed:
                          webhooks: [{name: a, url: "https://example.com", secret: s}]
                          kafka: [{name: a, topic: t, bootstrap-servers: [k:1]}]
                        """).hasMessageContaining("feed.kafka.name");
    }

    @Test
    void variablesThatSetNothingAreReported() throws IOException {
        Path file = write("");
        assertThat(ConfigLoader.load(
                                file,
                                Map.of(
                                        "TARN_HTTP_PROT", "1",
                                        "TARN_CATALOGS_1_NAME", "b",
                                        "TARN_HTTP", "x",
                                        "PATH", "/bin",
                                        "TARN_HTTP_PORT", "1"))
                        .unusedVariables())
                .containsExactly("TARN_CATALOGS_1_NAME", "TARN_HTTP", "TARN_HTTP_PROT");
    }

    @ParameterizedTest
    @CsvSource({
        "TARN_HTTP_PORT,many",
        "TARN_HTTP_PORT,''",
        "TARN_STORE_POOL_SIZE,''",
        "TARN_HTTP_MAX_BODY_BYTES,''",
        "TARN_STORE_EMBEDDED_DURABILITY,''",
        "TARN_STORE_EMBEDDED_DURABILITY,never",
        "TARN_CATALOGS_0_S3_PATH_STYLE,perhaps",
    })
    void aVariableOfTheWrongTypeIsRefused(String name, String value) throws IOException {
        Path file = write("");
        assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not of the right type");
    }

    @Test
    void aListOfTextsCanBeSetByAVariableToo() throws IOException {
        Config config = load(
                "catalogs: [{allowed-locations: [\"file:/a\"]}]",
                Map.of("TARN_CATALOGS_0_ALLOWED_LOCATIONS", "file:/b, file:/c"));
        assertThat(config.catalogs().get(0).allowedLocations()).containsExactly("file:/b", "file:/c");
    }

    @Test
    void aPrintedConfigurationShowsNoSecret() throws IOException {
        Config config = load("""
                store: {url: "jdbc:mysql://user:hidden1@host/tarn?password=hidden2", user: u, password: hidden3}
                catalogs: [{s3: {access-key: hidden4, secret-key: hidden5}}]
                """);
        assertThat(config.toString()).doesNotContain("hidden").contains("jdbc:mysql://host/tarn");
    }

    private Config load(String text) throws IOException {
        return load(text, NO_VARIABLES);
    }

    private Config load(String text, Map<String, String> variables) throws IOException {
        return ConfigLoader.load(write(text), variables).config();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("tarn.yaml"), text);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String text) {
        return assertThatThrownBy(() -> load(text)).isInstanceOf(ConfigException.class);
    }

    private static void collect(JsonNode node, String prefix, Set<String> keys) {
        if (node.isArray()) {
            collect(node.get(0), prefix, keys);
            return;
        }
        node.properties().forEach(member -> {
            String key = prefix + member.getKey();
            boolean nested = !member.getValue().isEmpty();
            keys.add(key);
            if (nested) {
                collect(member.getValue(), key + ".", keys);
            }
        });
    }

    private static void collect(Class<?> type, String prefix, Set<String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
            String key = prefix + (named == null ? component.getName() : named.value());
            Class<?> nested = component.getGenericType() instanceof ParameterizedType list
                            && list.getActualTypeArguments()[0] instanceof Class<?> element
                    ? element
                    : component.getType();
            keys.add(key);
            if (nested.isRecord()) {
                collect(nested, key + ".", keys);
            }
        }
    }
}
