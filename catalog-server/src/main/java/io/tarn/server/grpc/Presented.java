package io.tarn.server.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.RefusedException;
import io.tarn.server.http.TrustedProxies;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.IdentifyCaller;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Takes out of a call what it presents to show who makes it: its metadata, as HTTP has headers. */
final class Presented {
    /** Of two, another reader than this one could take the other. */
    private static final List<String> ONCE = List.of("Authorization", IdentifyCaller.ON_BEHALF_OF);

    private final TrustedProxies proxies;

    Presented(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** @throws TarnException INVALID_REQUEST when something stands there twice */
    Credentials read(String method, Metadata metadata, Attributes connection) {
        for (String name : ONCE) {
            if (all(metadata, name).size() > 1) {
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "The metadata " + name + " was sent more than once");
            }
        }
        return new Credentials(
                "POST",
                "/" + method,
                null,
                name -> all(metadata, name).stream().findFirst().orElse(null),
                source(metadata, connection),
                certificateSubject(connection),
                Presented::noBody);
    }

    /** A signature covers the bytes of a body, and a message has none that both sides would write in the same way. */
    private static byte[] noBody() {
        throw new RefusedException("Signed requests are not accepted over gRPC; log in with a token");
    }

    /** The address that failures are counted by. */
    String source(Metadata metadata, Attributes connection) {
        String peer = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "unknown";
        return proxies.source(peer, all(metadata, "X-Forwarded-For"));
    }

    private static List<String> all(Metadata metadata, String name) {
        Iterable<String> values =
                metadata.getAll(Metadata.Key.of(name.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER));
        List<String> all = new ArrayList<>();
        if (values != null) {
            values.forEach(all::add);
        }
        return all;
    }

    /** TLS has verified it, or the connection would not be. */
    private static @Nullable String certificateSubject(Attributes connection) {
        SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
