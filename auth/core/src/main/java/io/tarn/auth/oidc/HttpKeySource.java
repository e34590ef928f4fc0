package io.tarn.auth.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an issuer's keys over HTTP: from a configured address, or from the one that the issuer's discovery document
 * names. Whoever could change the answer could sign tokens, so plain HTTP is for this machine only, unless allowed.
 */
public final class HttpKeySource implements KeySource {
    /**
     * @param timeout for everything from connecting to the last byte
     * @param largest bytes of one answer
     * @param plainHttp whether plain HTTP is allowed beyond this machine
     */
    public record Settings(Duration timeout, int largest, boolean plainHttp) {
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(5), 256 << 10, false);
    }

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client;
    private final Settings settings;
    private final URI address;
    /** The issuer whose discovery document the address is; null when it is the key set itself. */
    private final @Nullable String issuer;

    private HttpKeySource(URI address, @Nullable String issuer, Settings settings) {
        this.settings = settings;
        this.address = address;
        this.issuer = issuer;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @throws IllegalArgumentException for an address that is not allowed */
    public static HttpKeySource at(URI keySet, Settings settings) {
        checkAllowed(keySet, settings);
        return new HttpKeySource(keySet, null, settings);
    }

    /**
     * @param issuer as in the tokens; its document says where the keys are
     * @throws IllegalArgumentException for an address that is not allowed
     */
    public static HttpKeySource discovered(String issuer, Settings settings) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        URI document = URI.create(base + "/.well-known/openid-configuration");
        checkAllowed(document, settings);
        return new HttpKeySource(document, issuer, settings);
    }

    private static void checkAllowed(URI address, Settings settings) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost();
        boolean plain = scheme.equals("http")
                && host != null
                && (settings.plainHttp() || THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT)));
        if (host == null || (!scheme.equals("https") && !plain) || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address of an issuer's keys must be https://, or http:// of this machine, without a user");
        }
    }

    @Override
    public String read() throws IOException {
        return issuer == null ? get(address) : get(keySetOf(issuer));
    }

    private URI keySetOf(String expected) throws IOException {
        try {
            Map<String, Object> document = JSONObjectUtils.parse(get(address));
            if (!expected.equals(document.get("issuer"))) {
                throw new IOException("the discovery document is of another issuer");
            }
            if (!(document.get("jwks_uri") instanceof String place)) {
                throw new IOException("the discovery document names no key set");
            }
            URI keySet = URI.create(place);
            checkAllowed(keySet, settings);
            return keySet;
        } catch (ParseException | IllegalArgumentException e) {
            throw new IOException("the discovery document is not usable", e);
        }
    }

    private String get(URI from) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(from)
                .timeout(settings.timeout())
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new LimitedBody(settings.largest()));
        try {
            // The request's own time-out ends with the headers; this one holds for the body too.
            HttpResponse<byte[]> response = answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("the issuer answered " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IOException("the issuer's answer cannot be read", e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("the issuer did not answer in " + settings.timeout(), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the issuer was asked", e);
        }
    }
}
