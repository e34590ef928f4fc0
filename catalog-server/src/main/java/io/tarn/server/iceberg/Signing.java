package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Request;
import io.tarn.server.vending.ClientStore;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What clients are told so that they have their requests to the store signed. */
final class Signing {
    private static final String WANTED = "remote-signing";

    private Signing() {}

    /** Whether a client asks for it. */
    static boolean wanted(Request request) {
        String delegation = request.header("X-Iceberg-Access-Delegation");
        return delegation != null && delegation.toLowerCase(Locale.ROOT).contains(WANTED);
    }

    /**
     * In the words of all versions of Iceberg's Java client. None of them is told the signer's base: each takes the catalog's
     * own then, by whatever name it reached that.
     *
     * @param endpoint where requests are signed, relative to the protocol's base
     */
    static Map<String, String> config(ClientStore store, String endpoint) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("s3.remote-signing-enabled", "true");
        config.put("signer.endpoint", endpoint);
        config.put("s3.signer.endpoint", endpoint);
        config.put("client.region", store.region());
        if (!store.endpoint().isEmpty()) {
            config.put("s3.endpoint", store.endpoint());
        }
        if (store.pathStyle()) {
            config.put("s3.path-style-access", "true");
        }
        return config;
    }

    /** For clients that look there first. There is nothing that they have to send along. */
    static void put(ObjectNode answer) {
        ObjectNode config = answer.putObject("remote-signing-config");
        config.putObject("properties");
        config.putObject("headers");
    }
}
