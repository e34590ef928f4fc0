package io.tarn.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log elsewhere that records are added to. One thread sends at a time; any may close. */
public interface RecordSink extends AutoCloseable {
    /**
     * One record.
     *
     * @param id the same whenever this record is sent
     * @param key records of one key stay in the order in which they are sent
     * @param value what is written, in UTF-8
     * @param contentType of the value
     */
    record Outgoing(String id, String key, String value, String contentType) {
        @Override
        public String toString() {
            return "Outgoing[" + id + "]";
        }
    }

    /**
     * What became of records.
     *
     * @param count how many of them, from the first on and without a gap, were taken for good
     * @param why no more were; null when all were taken
     */
    record Taken(int count, @Nullable String why) {}

    /**
     * Sends records in their order and waits until they are taken, or for some seconds. What was not taken is sent again by
     * another call that begins with it; until then, nothing that comes after it under the same key is taken.
     */
    Taken send(List<Outgoing> records);

    /** Ends a {@link #send} that is going on, and gives up what is not taken yet. Never waits for long. */
    @Override
    void close();
}
