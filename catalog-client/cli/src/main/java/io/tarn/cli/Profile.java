package io.tarn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server. Every part may be left open, which is null.
 *
 * @param http such as {@code http://127.0.0.1:8181}
 * @param grpc such as {@code grpc://127.0.0.1:8182}, or {@code grpcs://} with TLS
 * @param caFile certificates of those that have signed the server's, in PEM
 * @param tokenFile whose only line is the token
 */
record Profile(
        @Nullable String http,
        @Nullable String grpc,
        @Nullable String catalog,
        @Nullable String caFile,
        @Nullable String tokenFile) {
    static final Profile OPEN = new Profile(null, null, null, null, null);
    static final Profile DEFAULT = new Profile("http://127.0.0.1:8181", "grpc://127.0.0.1:8182", null, null, null);
    static final List<String> KEYS = List.of("http", "grpc", "catalog", "ca-file", "token-file");

    /** This one, and where it leaves something open the other. */
    Profile over(Profile other) {
        return new Profile(
                http == null ? other.http : http,
                grpc == null ? other.grpc : grpc,
                catalog == null ? other.catalog : catalog,
                caFile == null ? other.caFile : caFile,
                tokenFile == null ? other.tokenFile : tokenFile);
    }

    static Profile of(Map<String, String> values) {
        return new Profile(
                values.get("http"),
                values.get("grpc"),
                values.get("catalog"),
                values.get("ca-file"),
                values.get("token-file"));
    }

    /** By the keys of the configuration file, in their order, without what is open. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        List<@Nullable String> all = new ArrayList<>();
        all.add(http);
        all.add(grpc);
        all.add(catalog);
        all.add(caFile);
        all.add(tokenFile);
        for (int i = 0; i < KEYS.size(); i++) {
            String value = all.get(i);
            if (value != null) {
                values.put(KEYS.get(i), value);
            }
        }
        return values;
    }
}
