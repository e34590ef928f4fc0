package io.tarn.auth.ranger;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How this machine is called, for people who look at Ranger's list of plugins or its audit. */
final class Hosts {
    private Hosts() {}

    static String own() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
