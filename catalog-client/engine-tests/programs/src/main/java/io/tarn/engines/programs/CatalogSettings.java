package io.tarn.engines.programs;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The catalog a program works on. It comes from the environment and never from the command line, because the token
 * would be visible to every user of the machine there.
 */
final class CatalogSettings {

    private static final String SECRET = "TARN_SECRET_";

    private final Map<String, String> environment;

    private CatalogSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    static CatalogSettings fromEnvironment() {
        return new CatalogSettings(System.getenv());
    }

    /** The options of the catalog, as its Paimon client reads them. */
    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        String warehouse = environment.getOrDefault("TARN_WAREHOUSE", "main");
        if (environment.containsKey("TARN_URI")) {
            options.put("metastore", "rest");
            options.put("uri", required("TARN_URI"));
            options.put("token.provider", "bear");
            options.put("token", required("TARN_TOKEN"));
        }
        if (environment.containsKey("TARN_JDBC")) {
            options.put("metastore", "jdbc");
            options.put("uri", required("TARN_JDBC"));
            // Paimon's lock knows no H2.
            options.put("lock.enabled", "false");
        }
        if (environment.containsKey("TARN_HIVE")) {
            options.put("metastore", "hive");
            options.put("uri", required("TARN_HIVE"));
        }
        options.put("warehouse", warehouse);
        return options;
    }

    /** The same options, written for the WITH clause of a CREATE CATALOG statement. */
    String asSql() {
        return options().entrySet().stream()
                .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                .collect(Collectors.joining(", "));
    }

    String createCatalog(String name) {
        return "CREATE CATALOG " + name + " WITH ('type' = 'paimon', " + asSql() + ")";
    }

    /** What a script may name but nobody may read: the variable TARN_SECRET_KEY is called key. */
    Map<String, String> secrets() {
        Map<String, String> secrets = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(SECRET)) {
                secrets.put(name.substring(SECRET.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return secrets;
    }

    /** The text without the token and the secrets, for everything that is printed. */
    String redact(String text) {
        Map<String, String> hidden = secrets();
        hidden.put("", environment.getOrDefault("TARN_TOKEN", ""));
        String redacted = text;
        for (String secret : hidden.values()) {
            redacted = secret.isEmpty() ? redacted : redacted.replace(secret, "***");
        }
        return redacted;
    }

    private String required(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
