package io.tarn.server;

import io.tarn.auth.Principal;
import io.tarn.auth.dlf.DlfAuthenticator;
import io.tarn.auth.ldap.LdapAuthenticator;
import io.tarn.auth.ldap.LdapDirectory;
import io.tarn.auth.login.Authenticator;
import io.tarn.auth.login.AuthenticatorChain;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.Throttle;
import io.tarn.auth.oidc.JwtAuthenticator;
import io.tarn.server.config.Authentication;
import io.tarn.server.config.ConfigException;
import io.tarn.server.http.Surface;
import io.tarn.server.http.TrustedProxies;
import io.tarn.server.manage.OAuthSurface;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.RefusedLogins;
import io.tarn.server.ops.principals.AuthenticateCertificate;
import io.tarn.server.ops.principals.AuthenticateToken;
import io.tarn.server.ops.principals.FindKeyPair;
import io.tarn.server.ops.principals.GiveOutToken;
import io.tarn.server.ops.principals.IdentifyCaller;
import io.tarn.server.ops.principals.Impersonation;
import io.tarn.server.ops.principals.RecognizePrincipal;
import io.tarn.server.ops.principals.TokenUse;
import io.tarn.server.ops.secrets.KeptSecrets;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways to log in that the configuration names, wired by hand. */
final class LoginSetUp implements AutoCloseable {
    private static final long REMEMBERED = 100_000;
    private static final String BEARER = "Bearer";
    private static final String BASIC = "Basic realm=\"tarn\", charset=\"UTF-8\"";

    private final Authentication settings;
    private final Clock clock;
    private final Optional<LdapDirectory> directory;
    private final TokenUse tokenUse;
    private final AuthenticateToken tokens;
    private final FindKeyPair keyPairs;
    private final Throttle throttle;
    private final TrustedProxies proxies;
    private final IdentifyCaller callers;
    private final GiveOutToken giveOut;

    /** @throws ConfigException naming the key that cannot be used */
    LoginSetUp(
            Authentication settings,
            Store store,
            PolicySetUp policy,
            RefusedLogins refusals,
            KeptSecrets secrets,
            Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.tokenUse = new TokenUse(store);
        this.tokens = new AuthenticateToken(store, policy.logins(), tokenUse, clock);
        this.keyPairs = new FindKeyPair(store, secrets, policy.logins());
        this.throttle = new Throttle(throttle(settings.throttle()), clock);
        this.proxies =
                OidcSetUp.named("authentication.trusted-proxies", () -> TrustedProxies.of(settings.trustedProxies()));
        List<Impersonation.Rule> rules = rules(settings.impersonation());
        JwtAuthenticator issuers = OidcSetUp.authenticator(settings.oidc(), clock);
        this.directory = LdapSetUp.directory(settings.ldap());
        this.giveOut = new GiveOutToken(
                tokens, throttle, store, policy.guard(), Duration.ofSeconds(settings.oauthTokenSeconds()), clock);
        this.callers = new IdentifyCaller(
                new AuthenticatorChain(chain(issuers), throttle),
                new RecognizePrincipal(store, policy.changes(), policy.authorizer(), policy.logins(), clock),
                policy.authorizer(),
                new Impersonation(rules, store, policy.guard(), policy.authorizer(), policy.logins()),
                refusals,
                keyPairs,
                clock);
    }

    /** Issuers before the server's own tokens, which take every bearer token that is left. */
    private List<Authenticator> chain(JwtAuthenticator issuers) {
        List<Authenticator> chain = new ArrayList<>();
        if (!settings.oidc().isEmpty()) {
            chain.add(issuers);
        }
        chain.add(tokens);
        if (settings.dlf().enabled()) {
            chain.add(new DlfAuthenticator(keyPairs, clock));
        }
        directory.ifPresent(found -> chain.add(
                new LdapAuthenticator(found, Duration.ofSeconds(settings.ldap().rememberSeconds()), clock)));
        Authentication.Certificates certificates = settings.certificates();
        if (!certificates.nameAttribute().isEmpty()) {
            chain.add(new AuthenticateCertificate(
                    certificates.nameAttribute(),
                    certificates.of() == Authentication.CertificateOf.USER
                            ? Identity.Kind.USER
                            : Identity.Kind.SERVICE));
        }
        return chain;
    }

    private static Throttle.Settings throttle(Authentication.Throttle settings) {
        return OidcSetUp.named(
                "authentication.throttle",
                () -> new Throttle.Settings(
                        settings.failures(),
                        settings.sourceFailures(),
                        Duration.ofSeconds(settings.windowSeconds()),
                        Duration.ofSeconds(settings.firstPauseSeconds()),
                        Duration.ofSeconds(settings.longestPauseSeconds()),
                        REMEMBERED));
    }

    private static List<Impersonation.Rule> rules(List<Authentication.Impersonation> settings) {
        List<Impersonation.Rule> rules = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            String key = "authentication.impersonation[" + i + "]";
            Authentication.Impersonation rule = settings.get(i);
            for (String user : rule.users()) {
                if (!user.startsWith("user:") || user.length() == "user:".length()) {
                    throw new ConfigException(key + ".users: '" + user + "' is not user: and a name or *");
                }
            }
            rules.add(new Impersonation.Rule(
                    label(key + ".service", rule.service(), Principal.Kind.SERVICE),
                    rule.users(),
                    rule.groups().stream()
                            .map(group -> label(key + ".groups", group, Principal.Kind.GROUP)
                                    .name())
                            .collect(Collectors.toSet())));
        }
        return rules;
    }

    private static PrincipalLabel label(String key, String text, Principal.Kind kind) {
        try {
            PrincipalLabel label = PrincipalLabel.parse(text);
            if (label.kind() == kind) {
                return label;
            }
        } catch (TarnException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
        throw new ConfigException(key + ": '" + text + "' is not " + kind.word() + ": and a name");
    }

    IdentifyCaller callers() {
        return callers;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    Surface oauth() {
        return OAuthSurface.of(giveOut);
    }

    Surface icebergOauth() {
        return OAuthSurface.ofIceberg(giveOut);
    }

    void schedule(Jobs jobs) {
        jobs.repeat("token-use", tokenUse::write, Duration.ofMillis(20), TokenUse.interval());
        jobs.repeat("expired-tokens", giveOut::forgetExpired, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    /** What a caller without credentials is told to present. */
    List<String> challenges() {
        return directory.isPresent() ? List.of(BEARER, BASIC) : List.of(BEARER);
    }

    @Override
    public void close() {
        directory.ifPresent(LdapDirectory::close);
    }
}
