package io.tarn.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tarn.auth.outside.RangerSettings;
import java.util.List;

/** Who decides what callers may do. */
public record Authorization(
        Mode mode, @JsonProperty("break-glass") List<String> breakGlass, Ranger ranger) {
    /** By whose policies. */
    public enum Mode {
        BUILTIN,
        RANGER,
        CHAINED,
        SHADOW
    }

    /** A service of Apache Ranger. */
    public record Ranger(
            List<String> urls,
            String service,
            RangerSettings.Model model,
            String catalog,
            String user,
            String password,
            @JsonProperty("token-file") String tokenFile,
            String certificates,
            @JsonProperty("plain-http") boolean plainHttp,
            @JsonProperty("poll-seconds") int pollSeconds,
            @JsonProperty("connect-timeout-seconds") int connectTimeoutSeconds,
            @JsonProperty("read-timeout-seconds") int readTimeoutSeconds,
            @JsonProperty("max-stale-seconds") int maxStaleSeconds,
            @JsonProperty("service-prefix") String servicePrefix,
            boolean audit,
            @JsonProperty("plugin-dir") String pluginDir) {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "Ranger[" + service + " at " + urls + "]";
        }
    }
}
