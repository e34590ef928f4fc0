package io.tarn.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory, and how people and groups are found in it.
 *
 * @param servers replicas of one directory; the first that answers is asked
 * @param timeout of a connection, and again of each answer
 * @param connections to keep open at most, each for searches and for logins; more are opened while all are in use
 * @param nameAttribute of a person's entry: what the directory calls them, which becomes the name. What was typed will not
 *     do, for a directory takes ALICE for alice, and a rule about one would not hold for the other.
 * @param attributes further attributes to keep, by the name to keep them under
 */
public record LdapSettings(
        List<Server> servers,
        Security security,
        Duration timeout,
        int connections,
        Users users,
        String nameAttribute,
        Groups groups,
        Map<String, String> attributes) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final int DEFAULT_CONNECTIONS = 8;

    /** Stands for the name, escaped, in patterns and filters. */
    public static final String NAME = "{name}";

    /** Stands for the distinguished name of the person's entry, escaped, in filters of groups. */
    public static final String DN_OF_USER = "{dn}";

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

    public record Server(String host, int port) {}

    public enum Encryption {
        LDAPS,
        START_TLS,
        /** Passwords cross the network as they are: on this machine only, unless allowed. */
        NONE
    }

    /**
     * @param trustStore certificates to trust: PEM if it ends so, else a Java key store; null for the platform's
     * @param plainAllowed whether {@link Encryption#NONE} is meant, beyond this machine
     */
    public record Security(
            Encryption encryption,
            @Nullable Path trustStore,
            @Nullable String trustStorePassword,
            boolean plainAllowed) {
        @Override
        public String toString() {
            return "Security[" + encryption + "]";
        }
    }

    /** How the entry of a person is found. */
    public sealed interface Users permits Pattern, Search {}

    /**
     * There is no account that searches, so a person's entry and groups are read as that person: the directory has to let
     * everybody see all of their own groups.
     *
     * @param dn such as "uid={name},ou=people,dc=example,dc=org"
     */
    public record Pattern(String dn) implements Users {}

    /**
     * An account of the server's own looks for the entry.
     *
     * @param filter such as "(&(objectClass=person)(uid={name}))"
     */
    public record Search(String bindDn, String bindPassword, String base, String filter) implements Users {
        @Override
        public String toString() {
            return "Search[" + bindDn + "]";
        }
    }

    /** How the groups of a person are found. */
    public sealed interface Groups permits NoGroups, GroupSearch, GroupAttribute {}

    public record NoGroups() implements Groups {}

    /** @param filter such as "(member={dn})" */
    public record GroupSearch(String base, String filter, String nameAttribute) implements Groups {}

    /**
     * An attribute of the person's entry lists the groups' distinguished names.
     *
     * @param base groups elsewhere do not count: two groups may have the same name in two places
     */
    public record GroupAttribute(String attribute, String base) implements Groups {}

    /** @throws IllegalArgumentException for what cannot work, or would send passwords in the open */
    public LdapSettings {
        if (servers.isEmpty() || connections < 1 || timeout.toMillis() < 1 || nameAttribute.isBlank()) {
            throw new IllegalArgumentException("a directory has servers, connections, a time-out and a name attribute");
        }
        boolean local = servers.stream().allMatch(server -> THIS_MACHINE.contains(server.host()));
        if (security.encryption() == Encryption.NONE && !security.plainAllowed() && !local) {
            throw new IllegalArgumentException("passwords would go to the directory unencrypted");
        }
        if (users instanceof Pattern pattern) {
            checkDn(pattern.dn());
            checkNames(pattern.dn(), NAME);
        } else if (users instanceof Search search) {
            checkDn(search.base());
            checkDn(search.bindDn());
            checkFilter(search.filter(), NAME);
            if (search.bindPassword().isEmpty()) {
                throw new IllegalArgumentException("the password of the account that searches is empty");
            }
        }
        if (groups instanceof GroupSearch search) {
            checkDn(search.base());
            checkFilter(search.filter(), search.filter().contains(NAME) ? NAME : DN_OF_USER);
        } else if (groups instanceof GroupAttribute attribute) {
            checkDn(attribute.base());
        }
        servers = List.copyOf(servers);
        attributes = Map.copyOf(attributes);
    }

    private static void checkNames(String text, String placeholder) {
        if (!text.contains(placeholder)) {
            throw new IllegalArgumentException("'" + text + "' does not contain " + placeholder);
        }
    }

    private static void checkDn(String text) {
        if (text.isBlank() || !DN.isValidDN(text.replace(NAME, "x"))) {
            throw new IllegalArgumentException("'" + text + "' is no distinguished name");
        }
    }

    private static void checkFilter(String text, String placeholder) {
        checkNames(text, placeholder);
        try {
            Filter.create(text.replace(NAME, "x").replace(DN_OF_USER, "x"));
        } catch (LDAPException e) {
            throw new IllegalArgumentException("'" + text + "' is no LDAP filter", e);
        }
    }
}
