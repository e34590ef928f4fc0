package io.tarn.server.config;

import io.tarn.server.model.Names;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a value must be beyond its type. */
public final class ConfigChecks {
    private static final int SINK_NAME = 100;
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern SERVER = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");
    private static final int PORTS = 65_535;
    private static final int CONNECTIONS = 1_000;
    private static final int RATE = 1_000_000;
    private static final long BODY_BYTES = 1;
    private static final int HOUR_SECONDS = 3_600;
    private static final int DAY_SECONDS = 86_400;

    private ConfigChecks() {}

    /** @throws ConfigException naming the key */
    public static void check(Config config) {
        range("http.port", config.http().port(), 0, PORTS);
        range("http.max-body-bytes", config.http().maxBodyBytes(), BODY_BYTES, Integer.MAX_VALUE);
        range("http.leaving-seconds", config.http().leavingSeconds(), 0, HOUR_SECONDS);
        check(config.grpc());
        range("monitor.port", config.monitor().port(), 0, PORTS);
        range("admission.principal-requests-per-second", config.admission().principalRequests(), 0, RATE);
        range("admission.catalog-requests-per-second", config.admission().catalogRequests(), 0, RATE);
        check(config.authentication());
        check(config.authorization());
        range("store.pool-size", config.store().poolSize(), 2, CONNECTIONS);
        range("audit.retention-days", config.audit().retentionDays(), 1, 36_500);
        // An event is told from its entry in the audit.
        range(
                "feed.retention-days",
                config.feed().retentionDays(),
                1,
                config.audit().retentionDays());
        check(config.feed());
        range("purge.delay-seconds", config.purge().delaySeconds(), 0, Integer.MAX_VALUE);
        range("purge.files-per-second", config.purge().filesPerSecond(), 1, 100_000);
        for (Config.Catalog catalog : config.catalogs()) {
            noNull("catalogs.allowed-locations", catalog.allowedLocations());
            noNull("catalogs.client-options", catalog.clientOptions().values());
            // Clients ask again when an hour is left, and no store gives more than twelve hours.
            range(
                    "catalogs.s3.vending.lifetime-seconds",
                    catalog.s3().vending().lifetimeSeconds(),
                    2 * HOUR_SECONDS,
                    12 * HOUR_SECONDS);
        }
    }

    private static void check(Config.Grpc settings) {
        range("grpc.port", settings.port(), 0, PORTS);
        range("grpc.max-message-bytes", settings.maxMessageBytes(), BODY_BYTES, Integer.MAX_VALUE);
        range("grpc.keep-alive-seconds", settings.keepAliveSeconds(), 10, DAY_SECONDS);
        range("grpc.least-ping-seconds", settings.leastPingSeconds(), 1, DAY_SECONDS);
        range("grpc.idle-seconds", settings.idleSeconds(), 10, DAY_SECONDS);
        range("grpc.calls-per-connection", settings.callsPerConnection(), 1, 100_000);
    }

    private static void check(Authentication settings) {
        noNull("authentication.trusted-proxies", settings.trustedProxies());
        range("authentication.oauth-token-seconds", settings.oauthTokenSeconds(), 1, DAY_SECONDS);
        for (Authentication.Oidc provider : settings.oidc()) {
            noNull("authentication.oidc.audiences", provider.audiences());
            noNull("authentication.oidc.algorithms", provider.algorithms());
            noNull("authentication.oidc.token-types", provider.tokenTypes());
            noNull("authentication.oidc.required", provider.required().values());
            range("authentication.oidc.clock-skew-seconds", provider.clockSkewSeconds(), 0, 300);
        }
        Authentication.Ldap ldap = settings.ldap();
        noNull("authentication.ldap.servers", ldap.servers());
        range("authentication.ldap.timeout-seconds", ldap.timeoutSeconds(), 1, 60);
        range("authentication.ldap.connections", ldap.connections(), 1, CONNECTIONS);
        range("authentication.ldap.remember-seconds", ldap.rememberSeconds(), 0, 3_600);
        Authentication.Throttle throttle = settings.throttle();
        range("authentication.throttle.failures", throttle.failures(), 1, Integer.MAX_VALUE);
        range("authentication.throttle.source-failures", throttle.sourceFailures(), 1, Integer.MAX_VALUE);
        range("authentication.throttle.window-seconds", throttle.windowSeconds(), 1, DAY_SECONDS);
        range("authentication.throttle.first-pause-seconds", throttle.firstPauseSeconds(), 1, DAY_SECONDS);
        range("authentication.throttle.longest-pause-seconds", throttle.longestPauseSeconds(), 1, DAY_SECONDS);
        for (Authentication.Impersonation rule : settings.impersonation()) {
            noNull("authentication.impersonation.users", rule.users());
            noNull("authentication.impersonation.groups", rule.groups());
        }
    }

    private static void check(Authorization settings) {
        noNull("authorization.break-glass", settings.breakGlass());
        Authorization.Ranger ranger = settings.ranger();
        noNull("authorization.ranger.urls", ranger.urls());
        range("authorization.ranger.poll-seconds", ranger.pollSeconds(), 1, HOUR_SECONDS);
        range("authorization.ranger.connect-timeout-seconds", ranger.connectTimeoutSeconds(), 1, 60);
        range("authorization.ranger.read-timeout-seconds", ranger.readTimeoutSeconds(), 1, 600);
        range("authorization.ranger.max-stale-seconds", ranger.maxStaleSeconds(), 0, 30 * DAY_SECONDS);
    }

    private static void check(Config.Feed feed) {
        Set<String> names = new HashSet<>();
        for (Config.Webhook webhook : feed.webhooks()) {
            check("feed.webhooks", webhook, names);
            if (webhook.secret().isEmpty()) {
                throw new ConfigException("feed.webhooks.secret of '" + webhook.name()
                        + "' is empty: a receiver could not tell what is really sent by this server");
            }
            boolean allowed = webhook.url().startsWith("https://")
                    || (webhook.plainHttp() && webhook.url().startsWith("http://"));
            if (!allowed) {
                throw new ConfigException("feed.webhooks.url of '" + webhook.name()
                        + "' must begin with https://, or with http:// if plain-http is true");
            }
        }
        for (Config.Kafka kafka : feed.kafka()) {
            check("feed.kafka", kafka, names);
            check(kafka);
        }
    }

    private static void check(String key, Config.Sink sink, Set<String> names) {
        noNull(key + ".kinds", sink.kinds());
        noNull(key + ".operations", sink.operations());
        if (sink.name().isBlank() || sink.name().length() > SINK_NAME || !names.add(sink.name())) {
            throw new ConfigException(key + ".name: each webhook and each topic needs a name of its own, of at most "
                    + SINK_NAME + " characters");
        }
    }

    private static void check(Config.Kafka kafka) {
        noNull("feed.kafka.bootstrap-servers", kafka.bootstrapServers());
        noNull("feed.kafka.properties", kafka.properties().values());
        if (!TOPIC.matcher(kafka.topic()).matches() || kafka.topic().matches("[.]{1,2}")) {
            throw new ConfigException("feed.kafka.topic of '" + kafka.name() + "' is '" + Names.printable(kafka.topic())
                    + "'; a topic of Kafka has a name of 1 to 249 letters, digits, dots, dashes and underscores");
        }
        if (kafka.bootstrapServers().isEmpty()) {
            throw new ConfigException("feed.kafka.bootstrap-servers of '" + kafka.name() + "' must name a broker");
        }
        for (String server : kafka.bootstrapServers()) {
            Matcher parts = SERVER.matcher(server);
            if (!parts.matches()) {
                throw new ConfigException("feed.kafka.bootstrap-servers of '" + kafka.name() + "': '"
                        + Names.printable(server) + "' is not host:port");
            }
            range("feed.kafka.bootstrap-servers: the port", Integer.parseInt(parts.group(1)), 1, PORTS);
        }
    }

    private static void range(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigException(key + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    private static void noNull(String key, Collection<String> values) {
        for (String value : values) {
            if (value == null) {
                throw new ConfigException(key + ": an entry has no value");
            }
        }
    }
}
