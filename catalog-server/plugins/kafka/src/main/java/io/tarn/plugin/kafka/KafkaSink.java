package io.tarn.plugin.kafka;

import io.tarn.plugin.RecordSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Sends many records at once to one topic. A producer retries in the order of each partition for as long as it lives; when it
 * has not managed in time, or one record failed for good, it is thrown away with everything that it still holds, so that no
 * later record gets past an earlier one of its key.
 */
final class KafkaSink implements RecordSink {
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private static final Duration END = Duration.ofSeconds(1);

    private static final String CLOSED = "the sink is closed";

    /** Where CloudEvents in structured mode say what they are. */
    private static final String CONTENT_TYPE = "content-type";

    private final String topic;
    private final ProducerSettings settings;

    /** Ids of what was taken although something before it, under other keys, was not: it is not sent twice. */
    private final Set<String> ahead = new HashSet<>();

    private final Object lock = new Object();
    private @Nullable Producer<String, String> producer;
    private @Nullable Thread sending;
    private boolean closed;

    KafkaSink(String topic, ProducerSettings settings) {
        this.topic = topic;
        this.settings = settings;
    }

    /** @param answer null for what was taken before */
    private record Sent(Outgoing record, @Nullable Future<RecordMetadata> answer) {
        boolean hasFailed() {
            return answer != null && answer.isDone() && !isTaken();
        }

        boolean isTaken() {
            try {
                return answer == null || (answer.isDone() && answer.get() != null);
            } catch (ExecutionException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Override
    public Taken send(List<Outgoing> records) {
        synchronized (lock) {
            if (closed) {
                return new Taken(0, CLOSED);
            }
            sending = Thread.currentThread();
        }
        try {
            return sendAll(records);
        } finally {
            synchronized (lock) {
                sending = null;
                if (closed) {
                    // By close(), for this call alone: it must not break off what the thread does next.
                    Thread.interrupted();
                }
            }
        }
    }

    private Taken sendAll(List<Outgoing> records) {
        long end = System.nanoTime() + PATIENCE;
        List<Sent> sent = new ArrayList<>();
        String why = null;
        try {
            Producer<String, String> open = producer();
            for (Outgoing record : records) {
                Sent next = new Sent(record, ahead.contains(record.id()) ? null : open.send(kafkaRecord(record)));
                sent.add(next);
                if (next.hasFailed()) {
                    // Nothing may get past it, nor wait as long as it has.
                    break;
                }
            }
        } catch (KafkaException | IllegalStateException e) {
            // Of the topic nothing is known, or the sink is being closed; what is on its way is still waited for.
            why = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        Taken taken = await(sent, end, why);
        if (taken.why() == null) {
            ahead.clear();
            return taken;
        }
        discard();
        remember(sent.subList(taken.count(), sent.size()));
        return taken;
    }

    private Taken await(List<Sent> sent, long end, @Nullable String unsent) {
        int count = 0;
        try {
            for (Sent each : sent) {
                if (each.answer() != null) {
                    each.answer().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                }
                count++;
            }
            return new Taken(count, unsent);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Taken(count, cause.getClass().getSimpleName() + ": " + cause.getMessage());
        } catch (TimeoutException e) {
            return new Taken(count, "no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Taken(count, "interrupted");
        }
    }

    /** After the producer has ended, so that each answer is the last. */
    private void remember(List<Sent> rest) {
        ahead.clear();
        for (Sent each : rest) {
            if (each.isTaken()) {
                ahead.add(each.record().id());
            }
        }
    }

    private ProducerRecord<String, String> kafkaRecord(Outgoing record) {
        Header type = new RecordHeader(CONTENT_TYPE, record.contentType().getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(topic, null, record.key(), record.value(), List.of(type));
    }

    private Producer<String, String> producer() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException(CLOSED);
            }
            Producer<String, String> open = producer == null ? settings.make() : producer;
            producer = open;
            return open;
        }
    }

    private void discard() {
        Producer<String, String> open;
        synchronized (lock) {
            open = producer;
            producer = null;
        }
        if (open != null) {
            end(open);
        }
    }

    /**
     * Gives up what a producer holds. One that still waits for the identity that a broker gives it ends later, by itself; it has
     * sent nothing yet, and will not.
     */
    static void end(Producer<String, String> producer) {
        Thread ending = new Thread(() -> producer.close(Duration.ZERO), "kafka-close");
        ending.setDaemon(true);
        ending.start();
        try {
            ending.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (sending != null) {
                // A producer whose broker says nothing does not look up while it is asked to end.
                sending.interrupt();
            }
        }
        discard();
    }
}
