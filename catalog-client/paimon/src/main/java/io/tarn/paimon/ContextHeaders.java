package io.tarn.paimon;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;

/** What the server writes into its audit about where a request comes from. It proves nothing. */
final class ContextHeaders {
    static final String ENGINE = "X-Tarn-Engine";
    static final String CLIENT = "X-Tarn-Client";
    static final String JOB = "X-Tarn-Job";

    private static final int LONGEST = 200;
    private static final String UNKNOWN = "unknown";

    private ContextHeaders() {}

    static Map<String, String> of(Options options, Map<String, String> environment) {
        Map<String, String> headers = new LinkedHashMap<>();
        put(headers, ENGINE, engine());
        put(headers, CLIENT, "tarn-paimon/" + version(ContextHeaders.class) + " paimon/" + version(RESTCatalog.class));
        put(headers, JOB, job(options, environment));
        return headers;
    }

    /** The value without anything that could end the header or is no ASCII, cut off when it is long. */
    static String clean(String value) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < value.length() && i < LONGEST; i++) {
            char c = value.charAt(i);
            clean.append(c >= ' ' && c <= '~' ? c : '_');
        }
        return clean.toString().trim();
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        String clean = value == null ? "" : clean(value);
        if (!clean.isEmpty()) {
            headers.put(name, clean);
        }
    }

    private static @Nullable String engine() {
        Object flink = Reflected.call("org.apache.flink.runtime.util.EnvironmentInformation", "getVersion");
        if (flink != null) {
            return "flink/" + flink;
        }
        Object spark = Reflected.call("org.apache.spark.package", "SPARK_VERSION");
        if (spark != null) {
            return "spark/" + spark;
        }
        Object starRocks = Reflected.field("com.starrocks.common.Version", "STARROCKS_VERSION");
        if (starRocks != null) {
            return "starrocks/" + starRocks;
        }
        return Reflected.exists("com.starrocks.paimon.reader.PaimonSplitScanner") ? "starrocks/" + UNKNOWN : null;
    }

    private static @Nullable String job(Options options, Map<String, String> environment) {
        String named = TarnOptions.get(options, TarnOptions.JOB);
        if (named != null) {
            return named;
        }
        String property = System.getProperty(TarnOptions.JOB);
        if (property != null) {
            return property;
        }
        Object spark = Reflected.call("org.apache.spark.SparkEnv", "get");
        Object conf = spark == null ? null : Reflected.call(spark, "conf");
        Object application = conf == null ? null : Reflected.call(conf, "getAppId");
        return application == null ? environment.get("CONTAINER_ID") : application.toString();
    }

    private static String version(Class<?> type) {
        Package of = type.getPackage();
        String version = of == null ? null : of.getImplementationVersion();
        return version == null ? UNKNOWN : version;
    }
}
