package io.tarn.plugin.hive;

import io.tarn.plugin.SettingsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a metastore is found: named directly, or by a {@code hive-site.xml}, which may also ask for what is not there. */
record MetastoreAddresses(List<URI> servers) {
    private static final String THRIFT = "thrift";
    private static final int DEFAULT_PORT = 9083;

    /** What is asked for by a value that is not among these, and is not there; keys of Hive 2 and of Hive 3 and later. */
    private static final Map<String, String> REFUSED = Map.of(
            "sasl.enabled", "Kerberos (SASL)",
            "use.SSL", "TLS",
            "thrift.framed.transport.enabled", "framed transport",
            "thrift.compact.protocol.enabled", "the compact protocol");

    MetastoreAddresses {
        servers = List.copyOf(servers);
    }

    /** @throws SettingsException when it cannot be understood, or asks for what is not there */
    static MetastoreAddresses of(String source) {
        return source.startsWith(THRIFT + ":") ? parse(source) : fromFile(source);
    }

    private static MetastoreAddresses fromFile(String name) {
        Path file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new SettingsException(name + " is neither thrift://host:port nor a hive-site.xml that can be read");
        }
        Map<String, String> site = HiveSite.read(file);
        REFUSED.forEach((key, what) -> {
            if (Boolean.parseBoolean(either(site, key, key))) {
                throw new SettingsException(name + " asks for " + what + " (" + key
                        + "), which is not there: name a metastore without it, or adopt the tables by their"
                        + " directories with --from filesystem:<warehouse>");
            }
        });
        if ("http".equalsIgnoreCase(either(site, "client.thrift.transport.mode", "client.thrift.transport.mode"))) {
            throw new SettingsException(name + " asks for Thrift over HTTP, which is not there");
        }
        String servers = either(site, "uris", "thrift.uris");
        if (servers.isBlank()) {
            throw new SettingsException(
                    name + " has no hive.metastore.uris, so it is of no metastore that can be asked");
        }
        return parse(servers);
    }

    private static String either(Map<String, String> site, String hive2, String hive3) {
        return site.getOrDefault("hive.metastore." + hive2, site.getOrDefault("metastore." + hive3, ""));
    }

    private static MetastoreAddresses parse(String text) {
        List<URI> servers = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            servers.add(server(each.strip()));
        }
        return new MetastoreAddresses(servers);
    }

    private static URI server(String text) {
        try {
            URI uri = new URI(text);
            if (THRIFT.equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return new URI(
                        THRIFT,
                        null,
                        uri.getHost(),
                        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                        null,
                        null,
                        null);
            }
        } catch (URISyntaxException e) {
            throw new SettingsException("'" + text + "' is not thrift://host:port: " + e.getReason());
        }
        throw new SettingsException("'" + text + "' is not thrift://host:port");
    }
}
