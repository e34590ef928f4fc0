package io.tarn.plugin.kafka;

import io.tarn.plugin.RecordSinkPlugin.Settings;
import io.tarn.plugin.SettingsException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.StringSerializer;

/** How producers are made: what is configured, and what order and safety need. */
final class ProducerSettings {
    /** How long one call of send may wait to learn where partitions are. */
    private static final Duration METADATA = Duration.ofSeconds(5);

    /** Set here, or it would break the order of a key, or what "taken" means. */
    private static final Set<String> OWN = Set.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private final Settings settings;
    private final Map<String, Object> all;

    /**
     * In {@link #withOwnClasses}.
     *
     * @throws SettingsException for a property that there is not, that is not for the user to set, or whose value is wrong
     */
    ProducerSettings(Settings settings) {
        this.settings = settings;
        Set<String> unknown = new TreeSet<>(settings.properties().keySet());
        unknown.removeAll(ProducerConfig.configNames());
        if (!unknown.isEmpty()) {
            throw new SettingsException("properties: a producer of Kafka has no property " + quoted(unknown));
        }
        Set<String> own = new TreeSet<>(settings.properties().keySet());
        own.retainAll(OWN);
        if (!own.isEmpty()) {
            throw new SettingsException(
                    "properties: " + quoted(own) + " cannot be set, for order and safety rest on it");
        }
        this.all = all(settings);
        checkValues();
    }

    private static Map<String, Object> all(Settings settings) {
        Map<String, Object> all = new HashMap<>(settings.properties());
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
        all.putIfAbsent(
                ProducerConfig.CLIENT_ID_CONFIG, "tarn-" + settings.name().replaceAll("[^A-Za-z0-9._-]", "-"));
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA.toMillis());
        // A batch that a producer gave up could be overtaken by the next one; KafkaSink gives up all at once.
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return all;
    }

    private void checkValues() {
        ConfigDef known = ProducerConfig.configDef();
        for (ConfigValue value : known.validateAll(texts()).values()) {
            if (!value.errorMessages().isEmpty()) {
                // Kafka's words hold the value.
                ConfigDef.ConfigKey key = known.configKeys().get(value.name());
                boolean secret = key == null || key.type() == ConfigDef.Type.PASSWORD;
                throw new SettingsException("properties: " + value.name() + " cannot be used"
                        + (secret ? "" : ": " + value.errorMessages().get(0)));
            }
        }
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        all.forEach((key, value) -> texts.put(key, text(value)));
        return texts;
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return value instanceof Class<?> type ? type.getName() : String.valueOf(value);
    }

    /**
     * Makes a producer once, which reads key stores and logs in; nobody need answer.
     *
     * @throws SettingsException when none can be made
     */
    void check() {
        if (settings.servers().stream().allMatch(ProducerSettings::isUnresolved)) {
            // As a broker that is down, this may pass.
            return;
        }
        try {
            KafkaSink.end(make());
        } catch (KafkaException e) {
            throw new SettingsException("no producer can be made: " + reason(e));
        }
    }

    private static boolean isUnresolved(String server) {
        int colon = server.lastIndexOf(':');
        String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))).isUnresolved();
    }

    /** The innermost words are the ones that say what is wrong; what is said of a JAAS text may quote it. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (String.valueOf(next.getMessage()).contains("JAAS")) {
                return "sasl.jaas.config cannot be used";
            }
            cause = next;
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** @throws KafkaException when it cannot be made now */
    Producer<String, String> make() {
        return withOwnClasses(() -> new KafkaProducer<>(all));
    }

    /** Kafka looks for classes that settings name, its own among them, by the thread that asks. */
    static <T> T withOwnClasses(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ProducerSettings.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String quoted(Set<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
