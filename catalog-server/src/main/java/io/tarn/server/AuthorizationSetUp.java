package io.tarn.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.auth.Authorizer;
import io.tarn.auth.outside.BreakGlassAuthorizer;
import io.tarn.auth.outside.ChainedAuthorizer;
import io.tarn.auth.outside.Disagreements;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.auth.outside.OutsideAuthorizerPlugin;
import io.tarn.auth.outside.RangerSettings;
import io.tarn.auth.outside.ShadowAuthorizer;
import io.tarn.server.config.Authorization;
import io.tarn.server.config.Authorization.Mode;
import io.tarn.server.config.ConfigException;
import io.tarn.server.model.Names;
import io.tarn.server.ops.audit.Refusals;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.ops.privileges.PolicyHome;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who decides, as the configuration says. Nothing of Ranger is loaded unless it is to be asked. */
final class AuthorizationSetUp implements AutoCloseable {
    private static final String KEY = "authorization.ranger.";
    private static final String SPI = "io.tarn.auth";
    private static final String PLUGIN = SPI + ".ranger";

    private final Mode mode;
    private final Authorizer deciding;
    private final @Nullable OutsideAuthorizer outside;
    private final Disagreements disagreements = new Disagreements();

    /**
     * @param builtin decides by what is granted here, and knows who callers are
     * @throws ConfigException when the settings cannot be used
     */
    AuthorizationSetUp(
            Authorization settings, Path dataDir, FreshAuthorizer builtin, Refusals audit, MeterRegistry metrics) {
        this.mode = settings.mode();
        if (mode == Mode.BUILTIN) {
            this.outside = null;
            this.deciding = builtin;
            return;
        }
        OutsideAuthorizer ranger = open(settings.ranger(), dataDir, builtin);
        this.outside = ranger;
        Authorizer decides = switch (mode) {
            case CHAINED -> new ChainedAuthorizer(builtin, ranger);
            case SHADOW -> new ShadowAuthorizer(builtin, ranger, disagreements);
            default -> ranger;
        };
        this.deciding = mode == Mode.SHADOW
                ? decides
                : new BreakGlassAuthorizer(
                        decides, Set.copyOf(settings.breakGlass()), builtin::subject, audit::refused);
        measure(metrics, ranger);
    }

    Authorizer deciding() {
        return deciding;
    }

    /** Where privileges and policies are made. */
    PolicyHome home() {
        OutsideAuthorizer elsewhere = outside;
        return new PolicyHome(
                mode.name(),
                mode == Mode.RANGER || mode == Mode.CHAINED ? elsewhere : null,
                mode == Mode.RANGER,
                elsewhere,
                disagreements);
    }

    /** Whether requests can be decided. */
    boolean able() {
        OutsideAuthorizer asked = outside;
        return asked == null || mode == Mode.SHADOW || asked.health().able();
    }

    private static OutsideAuthorizer open(Authorization.Ranger settings, Path dataDir, FreshAuthorizer builtin) {
        OutsideAuthorizerPlugin plugin = PluginFolder.of("ranger", KEY + "plugin-dir", settings.pluginDir())
                .load(OutsideAuthorizerPlugin.class, SPI, PLUGIN);
        try {
            return plugin.open(settings(settings, dataDir), builtin::subject);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(KEY + "certificates: " + e.getMessage());
        }
    }

    private static RangerSettings settings(Authorization.Ranger settings, Path dataDir) {
        if (settings.urls().isEmpty() || settings.service().isEmpty()) {
            throw new ConfigException(KEY + "urls and " + KEY + "service must be set for this mode");
        }
        settings.urls().forEach(url -> checkUrl(url, settings.plainHttp()));
        if (settings.tokenFile().isEmpty() == settings.user().isEmpty()) {
            throw new ConfigException(KEY + "user or " + KEY + "token-file must be set, and not both");
        }
        if (settings.model() == RangerSettings.Model.HIVE && settings.catalog().isEmpty()) {
            throw new ConfigException(KEY + "catalog must say which catalog the Hive service is about");
        }
        return new RangerSettings(
                settings.urls(),
                settings.service(),
                settings.model(),
                settings.catalog(),
                settings.user(),
                settings.password(),
                file(settings.tokenFile(), "token-file"),
                file(settings.certificates(), "certificates"),
                Duration.ofSeconds(settings.pollSeconds()),
                Duration.ofSeconds(settings.connectTimeoutSeconds()),
                Duration.ofSeconds(settings.readTimeoutSeconds()),
                Duration.ofSeconds(settings.maxStaleSeconds()),
                dataDir.resolve("ranger").resolve("policies"),
                settings.servicePrefix(),
                settings.audit());
    }

    private static void checkUrl(String url, boolean plainHttp) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new ConfigException(KEY + "urls: '" + Names.printable(url) + "' is no address");
        }
        boolean secure = "https".equals(uri.getScheme());
        if (uri.getHost() == null || !(secure || "http".equals(uri.getScheme())) || uri.getUserInfo() != null) {
            throw new ConfigException(
                    KEY + "urls: '" + Names.printable(url) + "' must be https://host:port, without a user or password");
        }
        if (!secure && !plainHttp) {
            throw new ConfigException(KEY + "urls: over '" + Names.printable(url)
                    + "' policies and the password travel unprotected; set " + KEY + "plain-http to accept that");
        }
    }

    private static @Nullable Path file(String name, String key) {
        if (name.isEmpty()) {
            return null;
        }
        Path file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new ConfigException(KEY + key + ": " + file + " cannot be read");
        }
        return file;
    }

    private void measure(MeterRegistry metrics, OutsideAuthorizer ranger) {
        Gauge.builder(
                        "tarn_ranger_policy_version",
                        ranger,
                        asked -> asked.health().version())
                .register(metrics);
        Gauge.builder(
                        "tarn_ranger_policy_age_seconds",
                        ranger,
                        asked -> asked.health().age())
                .register(metrics);
        Gauge.builder("tarn_ranger_able", ranger, asked -> asked.health().able() ? 1 : 0)
                .register(metrics);
        Gauge.builder(
                        "tarn_ranger_problems",
                        ranger,
                        asked -> asked.health().able() ? asked.problems().size() : 0)
                .register(metrics);
        FunctionCounter.builder("tarn_ranger_shadow_comparisons", disagreements, Disagreements::comparisons)
                .register(metrics);
        FunctionCounter.builder("tarn_ranger_shadow_disagreements", disagreements, Disagreements::count)
                .register(metrics);
        FunctionCounter.builder("tarn_ranger_shadow_failures", disagreements, Disagreements::failures)
                .register(metrics);
    }

    @Override
    public void close() {
        if (outside != null) {
            outside.close();
        }
    }
}
