package io.tarn.server;

import io.tarn.plugin.RecordSinkPlugin;
import io.tarn.plugin.RecordSinkPlugin.Settings;
import io.tarn.plugin.SettingsException;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.manage.RecordDelivery;
import io.tarn.server.ops.feed.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Topics of Kafka that events are sent to. Nothing of Kafka is loaded unless there are some. */
final class KafkaSetUp {
    private static final String KEY = "feed.kafka";
    private static final String SPI = "io.tarn.plugin";

    private KafkaSetUp() {}

    /** @throws ConfigException when the plugin is not there, or a topic cannot be used so */
    static Map<Config.Kafka, Delivery> deliveries(List<Config.Kafka> topics) {
        Map<Config.Kafka, Delivery> deliveries = new LinkedHashMap<>();
        if (topics.isEmpty()) {
            return deliveries;
        }
        RecordSinkPlugin plugin = PluginFolder.of("kafka", KEY).load(RecordSinkPlugin.class, SPI, SPI + ".kafka");
        for (Config.Kafka topic : topics) {
            Settings settings = new Settings(topic.name(), topic.topic(), topic.bootstrapServers(), topic.properties());
            try {
                deliveries.put(topic, new RecordDelivery(topic.name(), plugin.open(settings)));
            } catch (SettingsException e) {
                throw new ConfigException(KEY + ": '" + topic.name() + "': " + e.getMessage());
            }
        }
        return deliveries;
    }
}
