package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Request;
import io.tarn.server.vending.Vended;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Credentials for the files of a table, in the words of Iceberg's clients for S3. */
final class Credentials {
    private static final String WANTED = "vended-credentials";

    /** What the catalog's credentials are called where they are given out, and what they are called here. */
    private static final Map<String, String> NAMES = Map.of(
            "s3.access-key", "s3.access-key-id",
            "s3.secret-key", "s3.secret-access-key",
            "s3.session.token", "s3.session-token",
            "s3.endpoint", "s3.endpoint",
            "s3.endpoint.region", "client.region",
            "s3.path.style.access", "s3.path-style-access");

    private Credentials() {}

    /** Whether a client asks for them along with a table. */
    static boolean wanted(Request request) {
        String delegation = request.header("X-Iceberg-Access-Delegation");
        return delegation != null && delegation.toLowerCase(Locale.ROOT).contains(WANTED);
    }

    /** @param refresh where clients get the next ones, relative to the protocol's base; empty: nowhere */
    static Map<String, String> config(Vended vended, String refresh) {
        Map<String, String> config = new LinkedHashMap<>();
        vended.options().forEach((key, value) -> {
            String name = NAMES.get(key);
            if (name != null) {
                config.put(name, value);
            }
        });
        if (!config.isEmpty()) {
            config.put("s3.session-token-expires-at-ms", Long.toString(vended.expiresAt()));
            if (!refresh.isEmpty()) {
                config.put("client.refresh-credentials-endpoint", refresh);
            }
        }
        return config;
    }

    /** Adds the list that newer clients read: one entry, for all that the table has. */
    static void put(ObjectNode answer, String location, Map<String, String> config) {
        ArrayNode list = answer.putArray("storage-credentials");
        if (!config.isEmpty()) {
            ObjectNode entry = list.addObject();
            entry.put("prefix", location);
            ObjectNode told = entry.putObject("config");
            config.forEach(told::put);
        }
    }
}
