package io.tarn.plugin.kafka;

import io.tarn.plugin.RecordSink;
import io.tarn.plugin.RecordSinkPlugin;

/** Found by the server's {@link java.util.ServiceLoader}. */
public final class KafkaPlugin implements RecordSinkPlugin {
    @Override
    public RecordSink open(Settings settings) {
        ProducerSettings producer = new ProducerSettings(settings);
        KafkaSink sink = new KafkaSink(settings.topic(), producer);
        producer.check();
        return sink;
    }
}
