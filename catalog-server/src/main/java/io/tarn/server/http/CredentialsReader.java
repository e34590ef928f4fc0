package io.tarn.server.http;

import io.javalin.http.Context;
import io.tarn.auth.login.Credentials;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.IdentifyCaller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of a request what it presents to show who sends it. */
final class CredentialsReader {
    /** Queries end up in the logs and histories of whatever a request passes. */
    private static final Set<String> NOT_IN_A_QUERY = Set.of("access_token", "token", "client_secret");

    /** Of two, another reader than this one could take the other. */
    private static final List<String> ONCE = List.of("Authorization", IdentifyCaller.ON_BEHALF_OF);

    private final TrustedProxies proxies;
    private final long maxBodyBytes;

    CredentialsReader(TrustedProxies proxies, long maxBodyBytes) {
        this.proxies = proxies;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** @throws TarnException INVALID_REQUEST when they stand where they must not */
    Credentials read(Context context) {
        String query = context.req().getQueryString();
        if (query != null) {
            checkQuery(query);
        }
        for (String header : ONCE) {
            if (Collections.list(context.req().getHeaders(header)).size() > 1) {
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "The header " + header + " was sent more than once");
            }
        }
        return new Credentials(
                context.method().name(),
                context.req().getRequestURI(),
                query,
                context.req()::getHeader,
                source(context),
                certificateSubject(context),
                () -> body(context));
    }

    /** TLS has verified it, or the connection would not be. */
    private static @Nullable String certificateSubject(Context context) {
        return context.req().getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                        && chain.length > 0
                ? chain[0].getSubjectX500Principal().getName()
                : null;
    }

    /** The address that failures are counted by. */
    String source(Context context) {
        return proxies.source(
                context.req().getRemoteAddr(), Collections.list(context.req().getHeaders("X-Forwarded-For")));
    }

    private byte[] body(Context context) {
        checkDeclaredLength(context);
        return context.bodyAsBytes();
    }

    /** Refuses before reading what says itself that it is too large. */
    void checkDeclaredLength(Context context) {
        if (context.req().getContentLengthLong() > maxBodyBytes) {
            throw Failures.tooLarge(maxBodyBytes);
        }
    }

    private static void checkQuery(String query) {
        for (String parameter : query.split("&", -1)) {
            if (NOT_IN_A_QUERY.contains(decoded(parameter.split("=", 2)[0]).toLowerCase(Locale.ROOT))) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "A secret in the address is not accepted, and whoever saw the address knows it now: revoke it,"
                                + " and send the next one in the header Authorization");
            }
        }
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
