package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.grpc.GrpcServer;
import io.tarn.server.http.HttpServer;
import io.tarn.server.tls.ServerTls;
import io.tarn.server.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS of a port as the configuration names it. */
final class TlsSetUp {
    private TlsSetUp() {}

    /**
     * @param key under which the settings stand
     * @return empty when there is none
     * @throws ConfigException naming what cannot be used
     */
    static Optional<ServerTls> of(String key, Config.Tls settings) {
        boolean pem = !settings.certificate().isEmpty() || !settings.key().isEmpty();
        boolean store = !settings.keyStore().isEmpty();
        boolean clients = settings.clientCertificates() != Config.ClientCertificates.NONE;
        if (clients == settings.clientCa().isEmpty()) {
            throw new ConfigException(key + ".client-ca and " + key + ".client-certificates go together");
        }
        if (!pem && !store) {
            if (clients) {
                throw new ConfigException(key + ".client-certificates: there is no TLS without a certificate");
            }
            return Optional.empty();
        }
        if (pem == store
                || (pem && (settings.certificate().isEmpty() || settings.key().isEmpty()))) {
            throw new ConfigException(key + ": set certificate and key, or key-store");
        }
        try {
            return Optional.of(new ServerTls(files(settings)));
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(key + ": the files cannot be used: " + e.getMessage());
        }
    }

    static HttpServer.@Nullable Tls of(Optional<ServerTls> tls, Config.Tls settings) {
        Config.ClientCertificates clients = settings.clientCertificates();
        return tls.map(found -> new HttpServer.Tls(
                        found.context(),
                        clients != Config.ClientCertificates.NONE,
                        clients == Config.ClientCertificates.NEEDED))
                .orElse(null);
    }

    static GrpcServer.@Nullable Tls ofGrpc(Optional<ServerTls> tls, Config.Tls settings) {
        Config.ClientCertificates clients = settings.clientCertificates();
        return tls.map(found -> new GrpcServer.Tls(
                        found.context(),
                        clients != Config.ClientCertificates.NONE,
                        clients == Config.ClientCertificates.NEEDED))
                .orElse(null);
    }

    static TlsFiles files(Config.Tls settings) {
        return new TlsFiles(
                path(settings.certificate()),
                path(settings.key()),
                path(settings.keyStore()),
                settings.keyStorePassword(),
                path(settings.clientCa()));
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }
}
