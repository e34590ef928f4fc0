package io.tarn.plugin;

import java.util.List;
import java.util.Map;

/** Hands records to a log elsewhere. */
public interface RecordSinkPlugin {
    /**
     * Where records go.
     *
     * @param name of the sink, for logs
     * @param topic what they are added to
     * @param servers some of those that know all others, each {@code host:port}
     * @param properties the client library's own settings; may hold secrets
     */
    record Settings(String name, String topic, List<String> servers, Map<String, String> properties) {
        public Settings {
            servers = List.copyOf(servers);
            properties = Map.copyOf(properties);
        }

        /** Never shows the properties. */
        @Override
        public String toString() {
            return "Settings[" + name + "]";
        }
    }

    /**
     * Makes ready to send. Whether there is anybody who takes what is sent shows later.
     *
     * @throws SettingsException when the settings cannot be used, whoever is there
     */
    RecordSink open(Settings settings);
}
