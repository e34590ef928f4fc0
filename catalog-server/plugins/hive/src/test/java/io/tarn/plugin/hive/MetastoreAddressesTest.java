package io.tarn.plugin.hive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.plugin.MetastoreException;
import io.tarn.plugin.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where metastores are, and what is said of those that cannot be asked. */
class MetastoreAddressesTest {
    @TempDir
    Path directory;

    private String site(String... properties) throws IOException {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
        for (int i = 0; i < properties.length; i += 2) {
            text.append("<property><name>%s</name><value>%s</value></property>\n"
                    .formatted(properties[i], properties[i + 1]));
        }
        Path file = Files.writeString(directory.resolve("hive-site.xml"), text + "</configuration>\n");
        return file.toString();
    }

    @Test
    void severalMayBeNamed() {
        assertThat(MetastoreAddresses.of("thrift://one:9083, thrift://two").servers())
                .containsExactly(URI.create("thrift://one:9083"), URI.create("thrift://two:9083"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hive.metastore.uris", "metastore.thrift.uris"})
    void aConfigurationOfHiveNamesThem(String key) throws IOException {
        assertThat(MetastoreAddresses.of(site("other", "x", key, "thrift://one:9083,thrift://two:9084"))
                        .servers())
                .containsExactly(URI.create("thrift://one:9083"), URI.create("thrift://two:9084"));
    }

    @ParameterizedTest
    @CsvSource({
        "hive.metastore.sasl.enabled, Kerberos",
        "metastore.sasl.enabled, Kerberos",
        "hive.metastore.use.SSL, TLS",
        "hive.metastore.thrift.framed.transport.enabled, framed"
    })
    void whatIsNotThereIsRefusedByName(String key, String said) throws IOException {
        String file = site("hive.metastore.uris", "thrift://one:9083", key, "true");
        assertThatThrownBy(() -> MetastoreAddresses.of(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("not there");
    }

    @Test
    void aFileIsReadAloneAndMustNameAMetastore() throws IOException {
        assertThatThrownBy(() -> MetastoreAddresses.of(site("javax.jdo.option.ConnectionPassword", "secret")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no hive.metastore.uris")
                .hasMessageNotContaining("secret");
        Path other = Files.writeString(
                directory.resolve("other.xml"),
                "<!DOCTYPE c [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><configuration>&e;</configuration>");
        assertThatThrownBy(() -> MetastoreAddresses.of(other.toString()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no configuration file of Hive");
        assertThatThrownBy(() -> MetastoreAddresses.of("/nowhere/hive-site.xml"))
                .hasMessageContaining("neither thrift://host:port nor a hive-site.xml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"thrift://", "thrift://user:secret@one:9083", "thrift:one", "thrift://one:9083,http://two:9083"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> MetastoreAddresses.of(text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not thrift://host:port");
    }

    @Test
    void ofThoseThatDoNotAnswerEachIsNamed() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertThatThrownBy(
                        () -> new HivePlugin().open("thrift://127.0.0.1:" + closed + ",thrift://localhost:" + closed))
                .isInstanceOf(MetastoreException.class)
                .hasMessageContaining("thrift://127.0.0.1:" + closed)
                .hasMessageContaining("thrift://localhost:" + closed)
                .hasMessageContaining("Kerberos");
    }
}
