package io.tarn.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with key and certificates from files. When the files change, new connections use what stands in them then; what
 * cannot be used is logged, and the old ones stay.
 */
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final TlsFiles files;
    private final CurrentKeys keys;
    private final Optional<CurrentTrust> trust;
    private final SSLContext context;
    private Map<Path, String> versions;

    /**
     * @throws IOException when a file cannot be read
     * @throws GeneralSecurityException when it holds something else
     */
    public ServerTls(TlsFiles files) throws IOException, GeneralSecurityException {
        this.files = files;
        this.versions = files.versions();
        this.keys = new CurrentKeys(readKeys(files));
        this.trust = files.clientCa().isPresent() ? Optional.of(new CurrentTrust(readTrust(files))) : Optional.empty();
        this.context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, trust.stream().toArray(TrustManager[]::new), null);
    }

    public SSLContext context() {
        return context;
    }

    /** A step of a job: looks whether the files have changed. */
    public synchronized boolean reload() {
        try {
            Map<Path, String> found = files.versions();
            if (!found.equals(versions)) {
                // Also when they cannot be used: that is logged once for each change.
                versions = found;
                X509ExtendedKeyManager next = readKeys(files);
                if (trust.isPresent()) {
                    trust.get().become(readTrust(files));
                }
                keys.become(next);
                LOG.atInfo().addKeyValue("files", files).log("new key and certificates are in use");
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.atError()
                    .addKeyValue("files", files)
                    .setCause(e)
                    .log("changed keys or certificates cannot be used; the old ones stay");
        }
        return false;
    }

    /** How often the files are looked at. */
    public static Duration interval() {
        return Duration.ofSeconds(5);
    }

    private static X509ExtendedKeyManager readKeys(TlsFiles files) throws IOException, GeneralSecurityException {
        // Of a store that is in memory for a moment.
        char[] password = HexFormat.of()
                .toHexDigits(UUID.randomUUID().getMostSignificantBits())
                .toCharArray();
        KeyStore store = files.keys(password);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, files.keyPassword(password));
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this Java platform has no manager of keys");
    }

    private static X509ExtendedTrustManager readTrust(TlsFiles files) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(files.clients());
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this Java platform has no manager of trust");
    }
}
