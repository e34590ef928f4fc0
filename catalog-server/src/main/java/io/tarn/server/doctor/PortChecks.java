package io.tarn.server.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Whether an address can be listened on. */
public final class PortChecks {
    private PortChecks() {}

    /**
     * One port.
     *
     * @param key under which it stands in the configuration
     * @param running whether a server on this configuration runs, which then has it
     */
    public static Finding port(String key, String host, int port, boolean running) {
        String seen = host + ":" + port;
        if (port == 0) {
            return Finding.warning(key, seen, "name a port: with 0 it is another one at each start");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.ok(key, seen + " is free");
        } catch (UnknownHostException e) {
            return Finding.wrong(key, seen, "name an address of this machine: this one is unknown");
        } catch (BindException e) {
            if (running) {
                return Finding.ok(key, seen + " is taken, and a server runs here");
            }
            return Finding.wrong(
                    key,
                    seen + " cannot be taken: " + e.getMessage(),
                    "stop who has it, or name another address of this machine");
        } catch (IOException e) {
            return Finding.wrong(key, seen + " cannot be taken: " + e.getMessage(), "name another address");
        }
    }
}
