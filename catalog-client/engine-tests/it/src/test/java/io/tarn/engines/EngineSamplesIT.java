package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The samples for people, {@code conf/engines} and README.md: every option they give to Paimon is one that each version's
 * client knows. Spark and StarRocks themselves are not run; their connectors hand these options to Paimon unchanged.
 */
class EngineSamplesIT {
    private static final Path ROOT = TestSettings.path("tarn.it.root");

    /** Read by the engine's own catalog, not by Paimon's. */
    private static final Set<String> ENGINE_KEYS = Set.of("type");

    @ParameterizedTest
    @EnumSource
    void flinkSampleNamesOptionsThatPaimonKnows(Engine engine) throws Exception {
        Set<String> keys = keys("conf/engines/flink.sql", "'([a-z.-]+)' = '");

        assertThat(known(engine)).containsAll(keys);
    }

    @ParameterizedTest
    @EnumSource
    void samplesWithThePluginNameOptionsThatItOrPaimonKnows(Engine engine) throws Exception {
        Set<String> keys = keys("conf/engines/flink-plugin.sql", "'([a-z.-]+)' = '");
        keys.addAll(keys("conf/engines/spark-plugin.conf", "(?m)^spark\\.sql\\.catalog\\.tarn\\.([a-z.-]+) "));
        keys.addAll(keys("conf/engines/starrocks-plugin.sql", "\"paimon\\.option\\.([a-z.-]+)\" = "));

        Set<String> known = known(engine);
        known.addAll(knownToThePlugin(engine));
        assertThat(known).containsAll(keys);
    }

    @ParameterizedTest
    @EnumSource
    void sparkSampleNamesOptionsThatPaimonKnows(Engine engine) throws Exception {
        Set<String> keys = keys("conf/engines/spark.conf", "(?m)^spark\\.sql\\.catalog\\.tarn\\.([a-z.-]+) ");

        assertThat(known(engine)).containsAll(keys);
    }

    @ParameterizedTest
    @EnumSource
    void starRocksSampleNamesOptionsThatPaimonKnows(Engine engine) throws Exception {
        Set<String> keys = keys("conf/engines/starrocks.sql", "\"paimon\\.(?:option|catalog)\\.([a-z.-]+)\" = ");
        keys.remove("type");
        keys.add("metastore");

        assertThat(known(engine)).containsAll(keys);
    }

    @Test
    void readmeShowsTheSamplesAsTheyAre() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        for (String sample :
                Set.of("flink.sql", "spark.conf", "starrocks.sql", "iceberg-spark.conf", "iceberg-flink.sql")) {
            assertThat(readme)
                    .contains(Files.readString(ROOT.resolve("conf/engines").resolve(sample)));
        }
    }

    @Test
    void readmeOfThePluginShowsItsSamplesAsTheyAre() throws IOException {
        String readme = Files.readString(ROOT.resolve("catalog-client/paimon/README.md"));

        for (String sample : Set.of("flink-plugin.sql", "spark-plugin.conf", "starrocks-plugin.sql")) {
            assertThat(readme)
                    .contains(Files.readString(ROOT.resolve("conf/engines").resolve(sample)));
        }
    }

    private static Set<String> keys(String sample, String pattern) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve(sample)));
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        keys.removeAll(ENGINE_KEYS);
        assertThat(keys).as("options in " + sample).hasSizeGreaterThanOrEqualTo(4);
        return keys;
    }

    /** The keys of the option constants of a Paimon version, read from its own classes. */
    private static Set<String> known(Engine engine) throws Exception {
        Set<String> keys = new TreeSet<>();
        try (URLClassLoader paimon = new URLClassLoader(jars(engine), ClassLoader.getPlatformClassLoader())) {
            for (String options :
                    Set.of("org.apache.paimon.rest.RESTCatalogOptions", "org.apache.paimon.options.CatalogOptions")) {
                for (Field field : paimon.loadClass(options).getFields()) {
                    if (field.getType().getSimpleName().equals("ConfigOption")) {
                        Object option = field.get(null);
                        keys.add((String) option.getClass().getMethod("key").invoke(option));
                    }
                }
            }
        }
        return keys;
    }

    /** The names of options, among the texts of the plugin's own class of them. */
    private static Set<String> knownToThePlugin(Engine engine) throws Exception {
        Set<String> keys = new TreeSet<>();
        URL plugin = url(TestSettings.path("tarn.it.plugin"));
        URL[] jars = Stream.concat(Stream.of(jars(engine)), Stream.of(plugin)).toArray(URL[]::new);
        try (URLClassLoader both = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            for (Field field : both.loadClass("io.tarn.paimon.TarnOptions").getDeclaredFields()) {
                if (field.getType() == String.class) {
                    field.setAccessible(true);
                    keys.add((String) field.get(null));
                }
            }
        }
        return keys;
    }

    private static URL[] jars(Engine engine) throws IOException {
        Path libraries = Path.of(engine.classPath().replace("/*", ""));
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.map(EngineSamplesIT::url).toArray(URL[]::new);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
