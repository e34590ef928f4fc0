package io.tarn.server;

import io.tarn.auth.ldap.LdapDirectory;
import io.tarn.auth.ldap.LdapSettings;
import io.tarn.server.config.Authentication;
import io.tarn.server.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory as the configuration names it. The server starts without it; logins wait for it. */
final class LdapSetUp {
    private static final String KEY = "authentication.ldap";
    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F.:]+]|[^\\s:/]+)(?::([0-9]{1,5}))?");
    private static final int LDAPS_PORT = 636;
    private static final int LDAP_PORT = 389;

    private LdapSetUp() {}

    /** @throws ConfigException naming the key that cannot be used */
    static Optional<LdapDirectory> directory(Authentication.Ldap ldap) {
        if (ldap.servers().isEmpty()) {
            return Optional.empty();
        }
        List<LdapSettings.Server> servers = ldap.servers().stream()
                .map(text -> server(text, ldap.encryption()))
                .toList();
        LdapSettings settings = OidcSetUp.named(
                KEY,
                () -> new LdapSettings(
                        servers,
                        security(ldap),
                        Duration.ofSeconds(ldap.timeoutSeconds()),
                        ldap.connections(),
                        users(ldap),
                        ldap.nameAttribute(),
                        groups(ldap),
                        ldap.attributes()));
        return Optional.of(OidcSetUp.named(KEY + ".trust-store", () -> new LdapDirectory(settings)));
    }

    private static LdapSettings.Server server(String text, Authentication.Encryption encryption) {
        Matcher matcher = SERVER.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigException(KEY + ".servers: '" + text + "' is not host or host:port");
        }
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        int standard = encryption == Authentication.Encryption.LDAPS ? LDAPS_PORT : LDAP_PORT;
        return new LdapSettings.Server(host, matcher.group(2) == null ? standard : Integer.parseInt(matcher.group(2)));
    }

    private static LdapSettings.Security security(Authentication.Ldap ldap) {
        LdapSettings.Encryption encryption = switch (ldap.encryption()) {
            case LDAPS -> LdapSettings.Encryption.LDAPS;
            case START_TLS -> LdapSettings.Encryption.START_TLS;
            case NONE -> LdapSettings.Encryption.NONE;
        };
        @Nullable Path trusted = ldap.trustStore().isEmpty() ? null : Path.of(ldap.trustStore());
        if (trusted != null && !Files.isReadable(trusted)) {
            throw new ConfigException(KEY + ".trust-store: " + trusted + " cannot be read");
        }
        return new LdapSettings.Security(
                encryption,
                trusted,
                ldap.trustStorePassword().isEmpty() ? null : ldap.trustStorePassword(),
                ldap.plainPasswords());
    }

    private static LdapSettings.Users users(Authentication.Ldap ldap) {
        Authentication.UserSearch search = ldap.userSearch();
        if (ldap.userDn().isEmpty()) {
            return new LdapSettings.Search(search.bindDn(), search.bindPassword(), search.base(), search.filter());
        }
        if (!search.bindDn().isEmpty()) {
            throw new ConfigException(KEY + ".user-dn and " + KEY + ".user-search exclude each other");
        }
        return new LdapSettings.Pattern(ldap.userDn());
    }

    private static LdapSettings.Groups groups(Authentication.Ldap ldap) {
        Authentication.GroupSearch search = ldap.groupSearch();
        if (!ldap.groupAttribute().isEmpty()) {
            return new LdapSettings.GroupAttribute(ldap.groupAttribute(), search.base());
        }
        return search.base().isEmpty()
                ? new LdapSettings.NoGroups()
                : new LdapSettings.GroupSearch(search.base(), search.filter(), search.nameAttribute());
    }
}
