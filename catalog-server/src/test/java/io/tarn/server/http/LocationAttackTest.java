package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to point at files that are not the caller's: refused, and nothing is made or opened. */
class LocationAttackTest extends ServerTest {
    private Api lake;

    @BeforeAll
    void makeTablesToAttack() throws IOException {
        lake = api.withCatalog("a b+c");
        lake.createTable("managed").ok();
        Path victim = server.dataDir().resolve("outside/deep/victim");
        lake.createTable("victim", Map.of("path", "file:" + victim)).ok();
        // A table that lies where no catalog allows one.
        Path secret = server.dataDir().resolve("secret");
        Files.createDirectories(secret.resolve("schema"));
        Files.copy(victim.resolve("schema/schema-0"), secret.resolve("schema/schema-0"));
        Files.createDirectories(server.dataDir().resolve("outside-of-it/schema"));
        Files.copy(victim.resolve("schema/schema-0"), server.dataDir().resolve("outside-of-it/schema/schema-0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "t",
                "outside/t",
                "./t",
                "file:{data}/outside/../secret",
                "file:{data}/outside/./t",
                "file:{data}/outside/%2e%2e/secret",
                "file:{data}/outside/..%2fsecret",
                "file:{data}/outside\\\\..\\\\secret",
                "file:{data}/outside/\\u0000",
                "file:{data}/secret",
                "{data}/secret",
                "FILE:{data}/secret",
                "file://{data}/secret",
                "file:///{data}/secret",
                "file://localhost{data}/outside/t",
                "file:{data}/outside-of-it",
                "file:{data}",
                "file:/",
                "file:{data}/warehouse",
                "file:{data}/warehouse/main",
                "file:{data}/warehouse/main/default.db/new",
                "file:{data}/warehouse/a b+c",
                "file:{data}/warehouse/a b+c/default.db/new",
                "{managed}",
                "{managed}/schema",
                "file:{data}/outside",
                "file:{data}/outside/deep",
                "file:{data}/outside/deep/",
                "file:{data}//outside///deep",
                "file:{data}/outside/deep/victim",
                "file:{data}/outside/deep/victim/",
                "file:{data}/outside/deep/victim/branch/branch-b",
                "{data}/outside/deep/victim/schema",
                "s3://bucket/outside/t",
                "hdfs://host/outside/t",
                "http://host/outside/t",
                "jar:file:{data}/outside/t",
            })
    void aPlaceThatIsNotTheCallersMakesNoTable(String attack) throws IOException {
        String path = attack.replace("{data}", server.dataDir().toString())
                .replace("{managed}", lake.readTable("managed").get("path").asText());
        List<String> files = files();
        JsonNode tables = lake.get(lake.tables("default")).ok().json();

        lake.post(lake.tables("default"), withOption("path", path)).error(400, null);
        lake.post(lake.tables("default"), withOption("data-file.external-paths", "file:" + path))
                .error(400, null);
        lake.post(
                        lake.databases() + "/default/register",
                        "{\"identifier\":{\"database\":\"default\",\"object\":\"new\"},\"path\":\"" + path + "\"}")
                .error(400, null);

        lake.get(lake.table("new")).error(404, "TABLE");
        assertThat(lake.get(lake.tables("default")).ok().json()).isEqualTo(tables);
        assertThat(files()).isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data-file.external-paths",
                "object-location",
                "my.warehouse-dir",
            })
    void noOptionPointsIntoAnotherTable(String option) {
        for (String place : List.of("deep", "deep/victim", "deep/victim/bucket-0")) {
            String path = "file:" + server.dataDir().resolve("outside").resolve(place);
            lake.post(lake.tables("default"), withOption(option, path)).error(400, null);
            lake.post(lake.table("managed"), Api.setOption(option, path)).error(400, null);
        }
        String own = "file:" + server.dataDir().resolve("outside/deep/victim/data");
        lake.post(lake.table("victim"), Api.setOption("my.dir", own)).ok();
    }

    /** What is sent is the raw text: it may hold escapes of JSON. */
    private static String withOption(String option, String value) {
        return Api.createBody("default", "new", Map.of(option, "@")).replace("\"@\"", "\"" + value + "\"");
    }

    private List<String> files() throws IOException {
        try (var found = Files.walk(server.dataDir())) {
            return found.filter(Files::isDirectory)
                    .map(Path::toString)
                    .filter(path -> !path.contains("catalog.mv"))
                    .sorted()
                    .toList();
        }
    }
}
