package io.tarn.engines.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Between servers and their database: passes bytes on, and cuts connections when it is told to. Of what it passes it knows
 * only the statement COMMIT, by its bytes, so the connections must not be encrypted.
 */
final class CommitCutter implements AutoCloseable {

    /** What becomes of a COMMIT; the server that sent it learns nothing in any case. */
    enum Cut {
        /** The database never gets it. */
        BEFORE,
        /** The database carries it out, and its answer gets lost. */
        AFTER,
        /** The database gets it when the server has given the connection up already. */
        LATE
    }

    /** A query is its number and its text; to MySQL 8 with that it has no attributes between them. */
    private static final List<String> COMMITS = List.of("\u0003commit", "\u0003\u0000\u0001commit");

    private static final int LONGEST = 9;

    private final ServerSocket listener;
    private final int target;
    private final AtomicReference<Cut> ordered = new AtomicReference<>();
    private final Map<Cut, AtomicInteger> done = new ConcurrentHashMap<>();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private CommitCutter(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** @param target the port of the database on this machine */
    static CommitCutter before(int target) {
        try {
            CommitCutter cutter = new CommitCutter(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
            thread(cutter::accept);
            return cutter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next COMMIT is cut this way, whatever was ordered for it before. */
    void cutNext(Cut cut) {
        ordered.set(cut);
    }

    /** What was ordered and not done is forgotten. */
    void calm() {
        ordered.set(null);
    }

    /** How many COMMITs were cut. */
    int cuts() {
        return done.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How many of each kind. */
    Map<Cut, AtomicInteger> done() {
        return Map.copyOf(done);
    }

    /** Cuts all connections wherever they are. */
    void cutAll() {
        links.forEach(Link::close);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket server = listener.accept();
                try {
                    Link link = new Link(server, new Socket(InetAddress.getLoopbackAddress(), target));
                    links.add(link);
                    thread(link::toDatabase);
                    thread(link::toServer);
                } catch (IOException e) {
                    // The database is away at the moment.
                    server.close();
                }
            } catch (IOException e) {
                // This one is gone, or this is the end.
                Thread.onSpinWait();
            }
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "commit cutter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cutAll();
        }
    }

    /** A connection of a server. */
    private final class Link {
        private final Socket server;
        private final Socket database;

        /** The next answer gets lost, and the connection with it. */
        private volatile boolean deaf;

        Link(Socket server, Socket database) {
            this.server = server;
            this.database = database;
        }

        void toDatabase() {
            byte[] bytes = new byte[1 << 16];
            try (InputStream in = server.getInputStream();
                    OutputStream out = database.getOutputStream()) {
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    Cut cut = isCommit(bytes, length) ? ordered.getAndSet(null) : null;
                    if (cut != null) {
                        done.computeIfAbsent(cut, each -> new AtomicInteger()).incrementAndGet();
                        if (cut == Cut.BEFORE) {
                            return;
                        }
                        deaf = true;
                        if (cut == Cut.LATE) {
                            server.close();
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                                    20 + ThreadLocalRandom.current().nextInt(400)));
                        }
                    }
                    out.write(bytes, 0, length);
                    if (deaf) {
                        // The other thread ends it, for the database still has to answer.
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                        return;
                    }
                }
            } catch (IOException e) {
                // One of the two is gone, and so is the other then.
                deaf = true;
            } finally {
                close();
            }
        }

        void toServer() {
            byte[] bytes = new byte[1 << 16];
            try (InputStream in = database.getInputStream();
                    OutputStream out = server.getOutputStream()) {
                for (int length = in.read(bytes); length >= 0 && !deaf; length = in.read(bytes)) {
                    out.write(bytes, 0, length);
                    out.flush();
                }
            } catch (IOException e) {
                // As above.
                deaf = true;
            } finally {
                close();
            }
        }

        private static boolean isCommit(byte[] bytes, int length) {
            int from = Math.max(0, length - LONGEST);
            String end = new String(bytes, from, length - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            return COMMITS.stream().anyMatch(end::endsWith);
        }

        void close() {
            links.remove(this);
            for (Socket socket : new Socket[] {server, database}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
