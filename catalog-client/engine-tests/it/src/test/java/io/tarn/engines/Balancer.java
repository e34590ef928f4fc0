package io.tarn.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes each connection on to one of several servers, in turn; one that does not listen is left out. */
final class Balancer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Integer> ports;
    private final AtomicInteger next = new AtomicInteger();

    private Balancer(ServerSocket listener, List<Integer> ports) {
        this.listener = listener;
        this.ports = List.copyOf(ports);
    }

    /** @param ports of the servers, on this machine */
    static Balancer before(List<Integer> ports) {
        try {
            Balancer balancer = new Balancer(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), ports);
            thread(balancer::accept);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                thread(() -> connect(client));
            } catch (IOException e) {
                // This one is gone, or this is the end.
                Thread.onSpinWait();
            }
        }
    }

    private void connect(Socket client) {
        for (int tried = 0; tried < ports.size(); tried++) {
            Optional<Socket> server = open(ports.get(Math.floorMod(next.getAndIncrement(), ports.size())));
            if (server.isPresent()) {
                thread(() -> pass(server.get(), client));
                pass(client, server.get());
                return;
            }
        }
        close(client);
    }

    /** Empty when it is starting or has stopped. */
    private static Optional<Socket> open(int port) {
        try {
            return Optional.of(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Until one of them has nothing more to say; then neither has. */
    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // The other direction was closed first.
            Thread.onSpinWait();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
