package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.outside.OutsideAuthorizerPlugin;
import io.tarn.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import javax.script.ScriptEngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin for Ranger and the server keep their libraries to themselves. */
class PluginTest {
    private static final Path FOLDER = Path.of("../auth/ranger/target/plugin");

    private static PluginClassLoader ranger() throws IOException {
        return PluginClassLoader.of(FOLDER, "io.tarn.auth", "io.tarn.auth.ranger");
    }

    @Test
    void thePluginIsFoundInItsFolderAndNowhereElse() throws IOException {
        try (PluginClassLoader loader = ranger()) {
            assertThat(ServiceLoader.load(OutsideAuthorizerPlugin.class, loader))
                    .hasSize(1);
        }
        assertThat(ServiceLoader.load(OutsideAuthorizerPlugin.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.tarn.auth.ranger.RangerPlugin",
                "org.apache.ranger.plugin.service.RangerBasePlugin",
                "org.apache.hadoop.fs.FileSystem"
            })
    void theServerSeesNothingOfThePlugin(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.tarn.server.Server",
                "org.apache.log4j.Logger",
                "org.slf4j.reload4j.Reload4jServiceProvider",
                "org.eclipse.jetty.server.Server",
                "org.openjdk.nashorn.api.scripting.NashornScriptEngineFactory",
                "org.graalvm.polyglot.Context",
                "com.sun.jersey.api.client.Client",
                "com.google.gson.Gson",
                "org.jdbi.v3.core.Jdbi"
            })
    void thePluginSeesNothingOfTheServerNorWhatItMustNotHave(String name) throws IOException {
        try (PluginClassLoader loader = ranger()) {
            assertThatThrownBy(() -> loader.loadClass(name)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void nobodyFindsAScriptEngine() throws IOException {
        assertThat(ServiceLoader.load(ScriptEngineFactory.class)).isEmpty();
        try (PluginClassLoader loader = ranger()) {
            assertThat(ServiceLoader.load(ScriptEngineFactory.class, loader)).isEmpty();
        }
    }

    @Test
    void theLibrariesOfEachAreItsOwn() throws Exception {
        String jackson = "com.fasterxml.jackson.databind.ObjectMapper";
        try (PluginClassLoader loader = ranger()) {
            assertThat(loader.loadClass(jackson)).isNotEqualTo(Class.forName(jackson));
            assertThat(loader.loadClass("org.slf4j.Logger")).isEqualTo(org.slf4j.Logger.class);
        }
    }

    @Test
    void withoutThePluginItsFolderIsTold(@TempDir Path directory) throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        assertThatThrownBy(() -> TestServer.authorizing(directory, """
                mode: ranger
                ranger:
                  urls: ["https://ranger.example.com:6182"]
                  service: lake
                  user: tarn
                  plugin-dir: "%s"
                """.formatted(empty)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("authorization.ranger.plugin-dir")
                .hasMessageContaining(empty.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://ranger.example.com:6080", "https://tarn:secret@ranger.example.com", "ranger:6080"})
    void addressesMustBeSafe(String url, @TempDir Path directory) {
        assertThatThrownBy(() -> TestServer.authorizing(directory, """
                mode: ranger
                ranger:
                  urls: ["%s"]
                  service: lake
                  user: tarn
                  plugin-dir: "%s"
                """.formatted(url, FOLDER)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("authorization.ranger.urls");
    }
}
