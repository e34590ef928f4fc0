package io.tarn.auth.ranger;

import io.tarn.auth.oidc.LimitedBody;
import io.tarn.auth.outside.RangerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Downloads what Ranger Admin has for a service, from the endpoints that want to know who asks.
 *
 * <p>Ranger's own client answers null both when nothing is new and when something failed, so who uses it cannot know how old
 * its policies are; it logs the password; and it may take minutes to give up. Not safe for use by several threads.
 */
final class AdminClient {
    /** What there is to download. */
    enum Document {
        ROLES("roles/secure/download", "lastKnownRoleVersion"),
        POLICIES("plugins/secure/policies/download", "lastKnownVersion"),
        TAGS("tags/secure/download", "lastKnownVersion");

        private final String path;
        private final String version;

        Document(String path, String version) {
            this.path = path;
            this.version = version;
        }
    }

    /** A hundred thousand policies are some 70 MB. */
    private static final int LONGEST_ANSWER = 256 << 20;

    /** That it understands whole policies with everything in them; what that is worth here is the sanitizer's affair. */
    private static final String CAPABILITIES = "7ffff";

    private static final String SESSION = "RANGERADMINSESSIONID";

    private final RangerSettings settings;
    private final HttpClient http;
    private final String pluginId;

    /** Where in the list of addresses the last answer came from. */
    private int current;

    private @Nullable String session;

    AdminClient(RangerSettings settings) {
        this.settings = settings;
        this.pluginId = "tarn@" + Hosts.own() + "-" + settings.service();
        this.http = http(settings);
    }

    static HttpClient http(RangerSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        Path certificates = settings.certificates();
        if (certificates != null) {
            builder.sslContext(PemTrust.of(certificates));
        }
        return builder.build();
    }

    /**
     * @param known the version that is here already; negative: none
     * @param since when that one came into force, in epoch milliseconds
     * @return empty when nothing is newer
     */
    Optional<byte[]> download(Document document, long known, long since) throws AdminException {
        AdminException last = null;
        for (int i = 0; i < settings.urls().size(); i++) {
            try {
                return ask(document, known, since);
            } catch (AdminException e) {
                if (e.kind() != AdminException.Kind.FAILED) {
                    throw e;
                }
                last = e;
                session = null;
                current = (current + 1) % settings.urls().size();
            }
        }
        throw last == null ? new AdminException(AdminException.Kind.FAILED, "no address of Ranger Admin is set") : last;
    }

    private Optional<byte[]> ask(Document document, long known, long since) throws AdminException {
        HttpResponse<byte[]> answer = send(document, known, since);
        if (answer.statusCode() == 401 && session != null) {
            // The session has ended; who asks is told once more.
            session = null;
            answer = send(document, known, since);
        }
        keepSession(answer);
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(answer.body());
            case 304 -> Optional.empty();
            case 401 -> throw new AdminException(AdminException.Kind.REFUSED, "it refuses the credentials (401)");
            case 403 ->
                throw new AdminException(
                        AdminException.Kind.REFUSED,
                        "the user may not download (403): name it in policy.download.auth.users of service '"
                                + settings.service() + "'");
            case 404 ->
                throw new AdminException(
                        AdminException.Kind.NO_SERVICE, "it has no service '" + settings.service() + "' (404)");
            default ->
                throw new AdminException(AdminException.Kind.FAILED, "it answered with status " + answer.statusCode());
        };
    }

    private HttpResponse<byte[]> send(Document document, long known, long since) throws AdminException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(document, known, since))
                .timeout(settings.readTimeout())
                .header("Accept", "application/json")
                .GET();
        if (session == null) {
            request.header("Authorization", credentials(settings));
        } else {
            request.header("Cookie", SESSION + "=" + session);
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), head -> new LimitedBody(LONGEST_ANSWER));
        try {
            // The time-out of a request ends with the head of the answer, and a body may come for ever.
            return answer.get(
                    settings.connectTimeout().plus(settings.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AdminException("it cannot be reached: " + cause, cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new AdminException("it did not answer in time", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new AdminException("the server is stopping", e);
        }
    }

    private URI uri(Document document, long known, long since) {
        String service = encoded(settings.service());
        String query = document.version + "=" + known + "&lastActivationTime=" + Math.max(since, 0) + "&pluginId="
                + encoded(pluginId) + "&clusterName=";
        if (document == Document.POLICIES) {
            query += "&supportsPolicyDeltas=false";
        } else if (document == Document.TAGS) {
            query += "&supportsTagDeltas=false";
        }
        return URI.create(base(settings.urls().get(current)) + document.path + "/" + service + "?" + query
                + "&pluginCapabilities=" + CAPABILITIES);
    }

    static String base(String url) {
        return url.replaceAll("/+$", "") + "/service/";
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String credentials(RangerSettings settings) throws AdminException {
        Path token = settings.tokenFile();
        if (token == null) {
            byte[] pair = (settings.user() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        try {
            return "Bearer " + Files.readString(token).strip();
        } catch (IOException e) {
            throw new AdminException("the file with the token cannot be read", e);
        }
    }

    private void keepSession(HttpResponse<byte[]> answer) {
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String pair = List.of(cookie.split(";", 2)).get(0).strip();
            String value = pair.startsWith(SESSION + "=") ? pair.substring(SESSION.length() + 1) : "";
            // It goes into a header again.
            if (value.matches("[\\w.-]{1,500}")) {
                session = value;
            }
        }
    }
}
