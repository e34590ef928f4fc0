package io.tarn.server;

import io.tarn.auth.oidc.ClaimPath;
import io.tarn.auth.oidc.ClaimRule;
import io.tarn.auth.oidc.HttpKeySource;
import io.tarn.auth.oidc.Issuer;
import io.tarn.auth.oidc.IssuerKeys;
import io.tarn.auth.oidc.JwtAuthenticator;
import io.tarn.server.config.Authentication;
import io.tarn.server.config.ConfigException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Identity providers as the configuration names them. None is asked before its first token comes. */
final class OidcSetUp {
    private static final String KEY = "authentication.oidc";

    private OidcSetUp() {}

    /** @throws ConfigException naming the key that cannot be used */
    static JwtAuthenticator authenticator(List<Authentication.Oidc> providers, Clock clock) {
        List<JwtAuthenticator.Trusted> trusted = new ArrayList<>();
        for (int i = 0; i < providers.size(); i++) {
            trusted.add(trusted(KEY + "[" + i + "]", providers.get(i), clock));
        }
        return named(KEY, () -> new JwtAuthenticator(trusted, clock));
    }

    private static JwtAuthenticator.Trusted trusted(String key, Authentication.Oidc provider, Clock clock) {
        if (provider.issuer().isBlank()) {
            throw new ConfigException(key + ".issuer is empty");
        }
        if (provider.audiences().isEmpty()) {
            throw new ConfigException(
                    key + ".audiences is empty: tokens that were issued for others would be accepted here");
        }
        if (provider.serviceClaim().isEmpty() != provider.serviceValue().isEmpty()) {
            throw new ConfigException(key + ".service-claim and " + key + ".service-value go together");
        }
        HttpKeySource.Settings http = new HttpKeySource.Settings(
                HttpKeySource.Settings.DEFAULT.timeout(),
                HttpKeySource.Settings.DEFAULT.largest(),
                provider.plainHttp());
        HttpKeySource source = provider.jwksUri().isEmpty()
                ? named(key + ".issuer", () -> HttpKeySource.discovered(provider.issuer(), http))
                : named(key + ".jwks-uri", () -> HttpKeySource.at(URI.create(provider.jwksUri()), http));
        Issuer issuer = named(key, () -> issuer(key, provider));
        return new JwtAuthenticator.Trusted(issuer, new IssuerKeys(source, IssuerKeys.Settings.DEFAULT, clock));
    }

    private static Issuer issuer(String key, Authentication.Oidc provider) {
        List<ClaimRule> required = named(
                key + ".required",
                () -> provider.required().entrySet().stream()
                        .map(claim -> rule(claim.getKey(), claim.getValue()))
                        .toList());
        @Nullable
        ClaimRule service =
                provider.serviceClaim().isEmpty() ? null : rule(provider.serviceClaim(), provider.serviceValue());
        Issuer.Mapping mapping = new Issuer.Mapping(
                named(key + ".name-claim", () -> new ClaimPath(provider.nameClaim())),
                provider.namePrefix(),
                provider.groupsClaim().isEmpty() ? null : new ClaimPath(provider.groupsClaim()),
                provider.groupPrefix(),
                service,
                named(
                        key + ".attributes",
                        () -> provider.attributes().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, entry -> new ClaimPath(entry.getValue())))));
        return new Issuer(
                provider.issuer(),
                Set.copyOf(provider.audiences()),
                Set.copyOf(provider.algorithms()),
                provider.tokenTypes().stream()
                        .map(type -> type.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                Duration.ofSeconds(provider.clockSkewSeconds()),
                required,
                mapping);
    }

    private static ClaimRule rule(String claim, String value) {
        return new ClaimRule(new ClaimPath(claim), value);
    }

    /** Puts the key in front of what is wrong with its value. */
    static <T> T named(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }
}
