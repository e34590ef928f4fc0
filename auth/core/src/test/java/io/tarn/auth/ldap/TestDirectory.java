package io.tarn.auth.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldif.LDIFException;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import com.unboundid.util.ssl.cert.ManageCertificates;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory in memory with two people, a person of the same name as a group, and some groups. */
final class TestDirectory implements AutoCloseable {
    static final LdapSettings.Users BY_PATTERN = new LdapSettings.Pattern("uid={name},ou=people,dc=example,dc=org");
    static final LdapSettings.Users BY_SEARCH = new LdapSettings.Search(
            "cn=tarn,dc=example,dc=org",
            "searchers password",
            "dc=example,dc=org",
            "(&(objectClass=inetOrgPerson)(|(uid={name})(mail={name})))");
    static final LdapSettings.Groups BY_MEMBER =
            new LdapSettings.GroupSearch("ou=groups,dc=example,dc=org", "(member={dn})", "cn");
    static final LdapSettings.Groups BY_ATTRIBUTE =
            new LdapSettings.GroupAttribute("seeAlso", "ou=groups,dc=example,dc=org");

    private static final String STORE_PASSWORD = "changeit";

    private final InMemoryDirectoryServer server;

    private TestDirectory(InMemoryDirectoryServerConfig config) {
        try {
            config.addAdditionalBindCredentials("cn=tarn,dc=example,dc=org", "searchers password");
            server = new InMemoryDirectoryServer(config);
            fill();
            server.startListening();
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        }
    }

    static TestDirectory plain() {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("plain", loopback(), 0, null));
            return new TestDirectory(config);
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    /** With LDAPS, and StartTLS on the plain port, and a certificate for that host. */
    static TestDirectory withTls(Path folder, String host) {
        Path store = folder.resolve(host + ".p12");
        ManageCertificates.main(
                null,
                System.err,
                System.err,
                "generate-self-signed-certificate",
                "--keystore",
                store.toString(),
                "--keystore-type",
                "PKCS12",
                "--keystore-password",
                STORE_PASSWORD,
                "--alias",
                "server",
                "--subject-dn",
                "CN=" + host,
                "--subject-alternative-name-dns",
                host);
        try {
            SSLUtil tls = new SSLUtil(
                    new KeyStoreKeyManager(store.toFile(), STORE_PASSWORD.toCharArray(), "PKCS12", "server"),
                    new TrustAllTrustManager());
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("plain", loopback(), 0, tls.createSSLSocketFactory()),
                    InMemoryListenerConfig.createLDAPSConfig(
                            "tls", loopback(), 0, tls.createSSLServerSocketFactory(), null));
            return new TestDirectory(config);
        } catch (LDAPException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void fill() throws LDAPException, LDIFException {
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        for (String unit : List.of("people", "groups", "others")) {
            server.add("dn: ou=" + unit + ",dc=example,dc=org", "objectClass: organizationalUnit", "ou: " + unit);
        }
        group("ops", "groups", "alice");
        group("analysts, north (a*)", "groups", "alice", "bob");
        group("root", "others", "alice");
        person("alice", "right");
        person("bob", "bobs password");
        person("o'neil (ext*), \\ü", "right");
        String root = "cn=root,ou=others,dc=example,dc=org";
        server.modify(
                "dn: uid=alice,ou=people,dc=example,dc=org",
                "changetype: modify",
                "add: seeAlso",
                "seeAlso: cn=ops,ou=groups,dc=example,dc=org",
                "seeAlso: " + root);
    }

    void person(String name, String password) throws LDAPException {
        DN dn = new DN(new RDN("uid", name), new DN("ou=people,dc=example,dc=org"));
        server.add(new Entry(
                dn,
                new Attribute("objectClass", "inetOrgPerson"),
                new Attribute("uid", name),
                new Attribute("cn", name),
                new Attribute("sn", name),
                new Attribute("mail", name + "@example.org"),
                new Attribute("departmentNumber", "7"),
                new Attribute("userPassword", password)));
    }

    private void group(String name, String unit, String... members) throws LDAPException {
        Entry entry = new Entry(
                new DN(new RDN("cn", name), new DN("ou=" + unit + ",dc=example,dc=org")),
                new Attribute("objectClass", "groupOfNames"),
                new Attribute("cn", name));
        for (String member : members) {
            entry.addAttribute("member", "uid=" + member + ",ou=people,dc=example,dc=org");
        }
        server.add(entry);
    }

    void changePassword(String name, String password) {
        try {
            server.modify(
                    "dn: uid=" + name + ",ou=people,dc=example,dc=org",
                    "changetype: modify",
                    "replace: userPassword",
                    "userPassword: " + password);
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        }
    }

    /** As a directory does with connections that were idle for long. */
    void closeConnections() {
        server.closeAllConnections(false);
    }

    void stop() {
        server.shutDown(true);
    }

    LdapSettings settings(LdapSettings.Users users, LdapSettings.Groups groups) {
        return settings(
                new LdapSettings.Server("127.0.0.1", server.getListenPort("plain")),
                new LdapSettings.Security(LdapSettings.Encryption.NONE, null, null, false),
                users,
                groups);
    }

    LdapSettings encrypted(String host, LdapSettings.Encryption encryption, @Nullable Path trustStore) {
        String listener = encryption == LdapSettings.Encryption.LDAPS ? "tls" : "plain";
        return settings(
                new LdapSettings.Server(host, server.getListenPort(listener)),
                new LdapSettings.Security(encryption, trustStore, STORE_PASSWORD, false),
                BY_PATTERN,
                BY_MEMBER);
    }

    static LdapSettings settings(
            LdapSettings.Server server,
            LdapSettings.Security security,
            LdapSettings.Users users,
            LdapSettings.Groups groups) {
        return new LdapSettings(
                List.of(server),
                security,
                Duration.ofSeconds(5),
                2,
                users,
                "uid",
                groups,
                Map.of("department", "departmentNumber"));
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
