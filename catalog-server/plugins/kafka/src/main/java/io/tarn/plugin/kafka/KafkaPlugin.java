package io.tarn.plugin.kafka;

import io.tarn.plugin.RecordSink;
import io.tarn.plugin.RecordSinkPlugin;

/** Found by the server's {@link java.util.ServiceLoader}. */
public final class KafkaPlugin implements RecordSinkPlugin {
    @Override
    public RecordSink open(Settings settings) {
        return ProducerSettings.withOwnClasses(() -> {
            ProducerSettings producer = new ProducerSettings(settings);
            producer.check();
            return new KafkaSink(settings.topic(), producer);
        });
    }
}
