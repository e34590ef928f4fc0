package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.oidc.LimitedBody;
import io.tarn.auth.outside.OutsideGrantException;
import io.tarn.auth.outside.OutsideGrantException.Kind;
import io.tarn.auth.outside.RangerSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Ranger Admin to make or take back a grant, once: what may have arrived is not sent again. Says who asks each time, so
 * that it can be used by several threads.
 */
final class GrantClient {
    private static final int LONGEST_ANSWER = 1 << 20;

    private final RangerSettings settings;
    private final HttpClient http;

    GrantClient(RangerSettings settings) {
        this.settings = settings;
        this.http = AdminClient.http(settings);
    }

    /** @param grantor for the message */
    void send(boolean give, ObjectNode body, String grantor) throws OutsideGrantException {
        OutsideGrantException last = null;
        for (String url : settings.urls()) {
            try {
                check(ask(url, give, body), grantor);
                return;
            } catch (OutsideGrantException e) {
                if (e.kind() != Kind.NOT_SENT) {
                    throw e;
                }
                last = e;
            }
        }
        throw last == null ? new OutsideGrantException(Kind.NOT_SENT, "No address of Ranger Admin is set") : last;
    }

    private HttpResponse<byte[]> ask(String url, boolean give, ObjectNode body) throws OutsideGrantException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                HttpRequest.newBuilder(URI.create(AdminClient.base(url) + "plugins/secure/services/"
                                + (give ? "grant/" : "revoke/") + AdminClient.encoded(settings.service())))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(settings.connectTimeout().plus(settings.readTimeout()))
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .header("Authorization", credentials())
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                head -> new LimitedBody(LONGEST_ANSWER));
        try {
            return answer.get(
                    settings.connectTimeout().plus(settings.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            // Each of these comes before the first byte of a request.
            boolean unsent = cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof SSLHandshakeException;
            throw unsent
                    ? new OutsideGrantException(
                            Kind.NOT_SENT, "Ranger Admin cannot be reached; nothing was changed", cause)
                    : unknown("its answer was lost", cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unknown("it did not answer in time", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unknown("the server is stopping", e);
        }
    }

    private String credentials() throws OutsideGrantException {
        try {
            return AdminClient.credentials(settings);
        } catch (AdminException e) {
            throw new OutsideGrantException(
                    Kind.NOT_SENT, "There is nothing to log in to Ranger Admin with; nothing was changed", e);
        }
    }

    private void check(HttpResponse<byte[]> answer, String grantor) throws OutsideGrantException {
        int status = answer.statusCode();
        if (status == 401 || status == 403) {
            String user = settings.user().isEmpty() ? "this server's user" : "user '" + settings.user() + "'";
            throw new OutsideGrantException(
                    Kind.REFUSED,
                    "Ranger Admin refused (" + status + "): either " + user
                            + " may not grant, which service.admin.users of" + " the service lets it, or '" + grantor
                            + "' is no delegated admin there");
        }
        if (status >= 400 && status < 500) {
            throw new OutsideGrantException(Kind.REFUSED, "Ranger Admin refused (" + status + ")");
        }
        if (status != 200) {
            throw unknown("it answered with status " + status, null);
        }
        // A proxy's page is no answer of Ranger's.
        JsonNode said;
        try {
            said = Bundle.json().readTree(answer.body());
        } catch (IOException e) {
            throw unknown("what it answered is no JSON", e);
        }
        if (!said.isObject() || said.path("statusCode").asInt(0) != 0) {
            throw unknown("it answered something else than that it was done", null);
        }
    }

    private static OutsideGrantException unknown(String why, @Nullable Throwable cause) {
        String message = "Whether Ranger Admin made the change is not known: " + why
                + ". Look there, or ask again: doing it twice does no harm";
        return cause == null
                ? new OutsideGrantException(Kind.UNKNOWN, message)
                : new OutsideGrantException(Kind.UNKNOWN, message, cause);
    }
}
