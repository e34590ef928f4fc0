package io.tarn.schema.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback ports for servers whose address must outlive their processes. They lie below those that a system hands out by
 * itself: one of these may be somebody else's by the time that a server is started again.
 */
public final class Ports {
    private static final int FIRST = 12_000;
    private static final int COUNT = 20_000;

    /** Test JVMs that run at the same time begin far from each other. */
    private static final AtomicInteger NEXT = new AtomicInteger(new SecureRandom().nextInt(COUNT));

    private Ports() {}

    /** One that nobody listens on, and that is not handed out again for a long time. */
    public static int next() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken; the next one may not be.
            }
        }
        throw new IllegalStateException("every port from " + FIRST + " on is taken");
    }

    /** Whether somebody listens. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
