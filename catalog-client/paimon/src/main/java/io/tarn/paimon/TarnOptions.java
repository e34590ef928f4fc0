package io.tarn.paimon;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.paimon.options.Options;
import org.jspecify.annotations.Nullable;

/** The plugin's own options of a catalog, and what may be shown of all options. */
final class TarnOptions {
    static final String METASTORE = "metastore";
    static final String URI = "uri";
    static final String TOKEN_PROVIDER = "token.provider";

    /** The provider of the credentials that the plugin adds its headers to. */
    static final String CREDENTIALS = "tarn.token.provider";

    static final String TOKEN_FILE = "tarn.token-file";
    static final String USER = "tarn.user";
    static final String JOB = "tarn.job";
    static final String CAPABILITY_KEY = "tarn.capability.key-id";
    static final String CAPABILITY_SECRET = "tarn.capability.secret";
    static final String CAPABILITY_SECRET_FILE = "tarn.capability.secret-file";
    static final String OAUTH_URI = "tarn.oauth2.uri";
    static final String OAUTH_CLIENT = "tarn.oauth2.client-id";
    static final String OAUTH_SECRET = "tarn.oauth2.client-secret";
    static final String OAUTH_SECRET_FILE = "tarn.oauth2.client-secret-file";

    private static final String HIDDEN = "******";

    private TarnOptions() {}

    /** The value, without spaces around it; null when there is none. */
    static @Nullable String get(Options options, String key) {
        String value = options.get(key);
        return value == null || value.trim().isEmpty() ? null : value.trim();
    }

    /** @throws IllegalArgumentException when there is none */
    static String required(Options options, String key) {
        String value = get(options, key);
        if (value == null) {
            throw new IllegalArgumentException("The option " + key + " is not set");
        }
        return value;
    }

    /** The address of the server, with its scheme and without a slash at its end. */
    static String uri(Options options) {
        String uri = required(options, URI);
        String address = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        return address.startsWith("http://") || address.startsWith("https://") ? address : "http://" + address;
    }

    /** The options as everybody may see them: what is not known to be harmless is hidden. */
    static Map<String, String> shown(Map<String, String> options) {
        Map<String, String> shown = new TreeMap<>();
        options.forEach((key, value) -> shown.put(key, harmless(key) ? withoutPassword(value) : HIDDEN));
        return shown;
    }

    private static boolean harmless(String key) {
        switch (key) {
            case METASTORE:
            case URI:
            case TOKEN_PROVIDER:
            case CREDENTIALS:
            case USER:
            case JOB:
            case OAUTH_URI:
            case "warehouse":
            case "prefix":
            case "type":
            case "default-database":
            case "data-token.enabled":
            case "catalog-options-table.enabled":
            case "format-table.enabled":
            case "case-sensitive":
            case "dlf.region":
                return true;
            default:
                return isCacheOption(key) || isAddressOfStorage(key.toLowerCase(Locale.ROOT));
        }
    }

    private static boolean isCacheOption(String key) {
        return key.equals("cache-enabled") || key.startsWith("cache.");
    }

    private static boolean isAddressOfStorage(String key) {
        return (key.startsWith("s3.") || key.startsWith("fs."))
                && (key.endsWith("endpoint") || key.endsWith("path-style-access"));
    }

    /** An address may carry a name and a password before its host. */
    private static String withoutPassword(String value) {
        int scheme = value.indexOf("://");
        int at = value.indexOf('@');
        return scheme > 0 && at > scheme ? value.substring(0, scheme + 3) + HIDDEN + value.substring(at) : value;
    }
}
