package io.tarn.auth.outside;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Ranger Admin, and how to read what it says.
 *
 * @param urls of Ranger Admin; the next is tried when one does not answer
 * @param service the name of the service in Ranger
 * @param model what the service's resources are
 * @param catalog in the Hive model: the catalog that the service is about
 * @param user empty when there is a token
 * @param tokenFile holds a bearer token, and is read again for each request; null when there is none
 * @param certificates PEM, who vouches for Ranger Admin; null for those that the JVM trusts
 * @param pollInterval how often to ask for something newer
 * @param maxStale how long to decide by what was fetched last; zero: what a restarted server finds is not used at all
 * @param cache where what was fetched last is kept
 * @param servicePrefix what stands before the names of services, so that they are no users' names
 * @param audit whether each decision is written to the log {@code ranger.audit}
 */
public record RangerSettings(
        List<String> urls,
        String service,
        Model model,
        String catalog,
        String user,
        String password,
        @Nullable Path tokenFile,
        @Nullable Path certificates,
        Duration pollInterval,
        Duration connectTimeout,
        Duration readTimeout,
        Duration maxStale,
        Path cache,
        String servicePrefix,
        boolean audit) {
    /** Whose words the service speaks. */
    public enum Model {
        /** Those of {@code conf/ranger/ranger-servicedef-tarn.json}. */
        TARN,
        /** Those of Hive: database, table, column. */
        HIVE
    }

    public RangerSettings {
        urls = List.copyOf(urls);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "RangerSettings[" + service + " at " + urls + " as " + user + "]";
    }
}
