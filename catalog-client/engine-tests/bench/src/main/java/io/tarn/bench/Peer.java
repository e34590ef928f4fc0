package io.tarn.bench;

import static org.awaitility.Awaitility.await;

import io.tarn.engines.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that is measured beside Tarn, in a process of its own with as much memory. */
final class Peer implements AutoCloseable {
    /** Clients keep their connections while other sides are measured; the server's are kept as long. */
    static final Duration IDLE = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String READY = "ready on port ";

    private final ChildProcess process;
    private final int port;

    private Peer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param program which says {@link #ready} when it is */
    static Peer start(String name, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(Bed.JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        AtomicInteger port = new AtomicInteger();
        ChildProcess process = ChildProcess.java(name, command, Map.of(), line -> {
            if (line.startsWith(READY)) {
                port.set(Integer.parseInt(line.substring(READY.length())));
            }
        });
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .failFast(name + " ended; its log is " + process.log(), () -> !process.isAlive())
                .until(() -> port.get() > 0);
        return new Peer(process, port.get());
    }

    /** Said by the program itself. */
    static void ready(int port) {
        System.out.println(READY + port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
