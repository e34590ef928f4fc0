package io.tarn.auth.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustStoreTrustManager;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.util.Locale;
import javax.net.SocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes pools of connections to a directory. None connects before it is used, so a server may start without it. */
final class DirectoryConnections {
    private final LdapSettings settings;

    DirectoryConnections(LdapSettings settings) {
        this.settings = settings;
    }

    /** Connections whose users log in by themselves, each time. */
    LDAPConnectionPool forLogins() {
        return pool(null);
    }

    /** Connections of the account that searches. */
    LDAPConnectionPool of(LdapSettings.Search account) {
        return pool(new SimpleBindRequest(account.bindDn(), account.bindPassword()));
    }

    private LDAPConnectionPool pool(@Nullable BindRequest bind) {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(true);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        String[] hosts =
                settings.servers().stream().map(LdapSettings.Server::host).toArray(String[]::new);
        int[] ports =
                settings.servers().stream().mapToInt(LdapSettings.Server::port).toArray();
        try {
            PostConnectProcessor afterConnecting = null;
            SocketFactory sockets = SocketFactory.getDefault();
            switch (settings.security().encryption()) {
                case LDAPS -> sockets = tls().createSSLSocketFactory();
                case START_TLS -> afterConnecting = new StartTLSPostConnectProcessor(tls().createSSLSocketFactory());
                case NONE -> {}
            }
            FailoverServerSet servers = new FailoverServerSet(hosts, ports, sockets, options);
            LDAPConnectionPool pool = new LDAPConnectionPool(servers, bind, 0, settings.connections(), afterConnecting);
            pool.setMaxWaitTimeMillis(millis);
            pool.setCreateIfNecessary(false);
            return pool;
        } catch (LDAPException | GeneralSecurityException e) {
            throw new IllegalArgumentException("connections to the directory cannot be prepared", e);
        }
    }

    private SSLUtil tls() throws KeyStoreException {
        Path store = settings.security().trustStore();
        return store == null ? new SSLUtil() : new SSLUtil(trusting(store));
    }

    private TrustManager trusting(Path store) throws KeyStoreException {
        if (!Files.isReadable(store)) {
            throw new IllegalArgumentException("the trust store " + store + " cannot be read");
        }
        File file = store.toFile();
        if (file.getName().toLowerCase(Locale.ROOT).endsWith(".pem")) {
            return new PEMFileTrustManager(file);
        }
        String password = settings.security().trustStorePassword();
        // No format: it is found out. And certificates out of date are not trusted.
        return new TrustStoreTrustManager(file, password == null ? null : password.toCharArray(), null, true);
    }
}
