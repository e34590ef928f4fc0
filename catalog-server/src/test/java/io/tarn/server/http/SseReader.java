package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads server-sent events as browsers do. */
final class SseReader implements AutoCloseable {
    /** What came; {@code name} is empty when it was no more than an id, and "closed" at the end of the stream. */
    record Sent(String id, String name, String data) {}

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<Stream<String>> response;
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final Thread reader;

    private SseReader(HttpResponse<Stream<String>> response) {
        this.response = response;
        this.reader = new Thread(this::read, "sse");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whoever is not answered with a stream gets no reader. */
    static SseReader open(int port, String token, String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        headers.forEach(request::header);
        try {
            HttpResponse<Stream<String>> response = CLIENT.send(request.build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            return new SseReader(response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        String id = "";
        String name = "";
        String data = "";
        try (Stream<String> lines = response.body()) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty()) {
                    sent.add(new Sent(id, name, data));
                    name = "";
                    data = "";
                }
            }
        } catch (RuntimeException e) {
            // The connection broke.
            sent.add(new Sent(id, "closed", e.toString()));
            return;
        }
        sent.add(new Sent(id, "closed", ""));
    }

    /** The next that has a name. */
    Sent next() {
        while (true) {
            Sent one = any();
            if (!one.name().isEmpty()) {
                return one;
            }
        }
    }

    /** The next that has a name and is as wanted. */
    Sent next(Predicate<Sent> wanted) {
        Sent one = next();
        while (!wanted.test(one)) {
            assertThat(one.name()).isNotEqualTo("closed");
            one = next();
        }
        return one;
    }

    /** The next of any kind. */
    Sent any() {
        try {
            Sent one = sent.poll(20, TimeUnit.SECONDS);
            assertThat(one).as("something within 20 seconds").isNotNull();
            return one;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    List<Sent> next(int count) {
        List<Sent> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(next());
        }
        return all;
    }

    @Override
    public void close() {
        response.body().close();
    }
}
