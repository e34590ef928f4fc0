package io.tarn.server.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one client, written without a thread that waits for it. What is given is kept until {@link #ready}
 * sends it, so whoever gives asks for that between parts. Used by one thread at a time.
 */
public final class EventStreamWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreamWriter.class);

    private final ServletOutputStream out;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final ByteArrayOutputStream given = new ByteArrayOutputStream();
    private boolean unsent;

    /** Before that a write would hold the thread that makes it. */
    private volatile boolean listening;

    private volatile boolean broken;

    EventStreamWriter(ServletOutputStream out) {
        this.out = out;
    }

    /** @param client told of what the client does; called by threads of the server's */
    void listen(AsyncContext request, Client client) {
        // Streams end when they are ended.
        request.setTimeout(0);
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() {
                listening = true;
                client.ready();
            }

            @Override
            public void onError(Throwable failure) {
                LOG.atDebug().setCause(failure).log("a client of a stream has gone");
                broken = true;
                client.gone();
                over.completeAsync(() -> null);
            }
        });
    }

    /** What a client does while it is sent a stream. */
    public interface Client {
        /** It takes more. */
        void ready();

        void gone();
    }

    CompletableFuture<Void> over() {
        return over;
    }

    /** Sends what was given. Whether all of it was taken, and more would be. */
    public boolean ready() {
        try {
            if (!listening || broken || !out.isReady()) {
                return false;
            }
            if (given.size() > 0) {
                byte[] bytes = given.toByteArray();
                given.reset();
                unsent = true;
                out.write(bytes);
            }
            if (unsent && out.isReady()) {
                unsent = false;
                out.flush();
            }
            return out.isReady();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a client of a stream has gone");
            broken = true;
            return false;
        }
    }

    /**
     * @param id what a client that comes back says it has seen
     * @param name of the kind of event; null to say nothing but the id
     * @param data one line
     */
    public void give(String id, @Nullable String name, String data) {
        StringBuilder text = new StringBuilder("id: ").append(id).append('\n');
        if (name != null) {
            text.append("event: ")
                    .append(name)
                    .append('\n')
                    .append("data: ")
                    .append(data)
                    .append('\n');
        }
        given.writeBytes(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A line for nobody, so that neither side takes the connection for dead. */
    public void comment() {
        given.writeBytes(":\n".getBytes(StandardCharsets.UTF_8));
    }

    /** Sends what can be sent, and closes the stream. */
    public void end() {
        boolean unused = ready();
        over.completeAsync(() -> null);
    }
}
