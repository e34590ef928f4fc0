package io.tarn.server.manage;

import io.tarn.plugin.RecordSink;
import io.tarn.plugin.RecordSink.Outgoing;
import io.tarn.plugin.RecordSink.Taken;
import io.tarn.server.model.Event;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.feed.Delivery;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a plugin's sink many events at once, as CloudEvents 1.0 in JSON, each under the id of its object. */
public final class RecordDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(RecordDelivery.class);

    private final String name;
    private final RecordSink sink;

    /** @param name for the log */
    public RecordDelivery(String name, RecordSink sink) {
        this.name = name;
        this.sink = sink;
    }

    @Override
    public int atOnce() {
        return Limits.EVENTS_AT_ONCE;
    }

    @Override
    public int deliver(List<Event> events) {
        Taken taken = sink.send(events.stream().map(RecordDelivery::record).toList());
        if (taken.why() != null) {
            LOG.atWarn()
                    .addKeyValue("sink", name)
                    .addKeyValue("taken", taken.count())
                    .addKeyValue("of", events.size())
                    .addKeyValue("why", taken.why())
                    .log("events were not taken; they are sent again");
        }
        return taken.count();
    }

    private static Outgoing record(Event event) {
        return new Outgoing(
                event.entry().id().toString(),
                event.entry().object().id().toString(),
                CloudEvent.text(event),
                CloudEvent.CONTENT_TYPE);
    }

    @Override
    public void close() {
        sink.close();
    }
}
