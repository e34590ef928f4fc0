package io.tarn.paimon;

import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.Collections;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A token by OAuth's client credentials, asked for again before it ends. */
final class OAuth2Token implements Supplier<String> {
    private static final long SAFETY_MILLIS = 60_000;

    /** After a failure the token that still holds is used for so long before the endpoint is asked again. */
    private static final long PAUSE_MILLIS = 5_000;

    private final String endpoint;
    private final String client;
    private final Supplier<String> secret;
    private final Clock clock;
    private @Nullable String token;
    private long refreshAt;
    private long endsAt;

    OAuth2Token(String endpoint, String client, Supplier<String> secret, Clock clock) {
        this.endpoint = endpoint;
        this.client = client;
        this.secret = secret;
        this.clock = clock;
    }

    /** @throws IllegalStateException when there is no token that holds and none is given out */
    @Override
    public synchronized String get() {
        long now = clock.millis();
        String known = token;
        if (known != null && now < refreshAt) {
            return known;
        }
        try {
            return ask(now);
        } catch (IOException | RuntimeException e) {
            if (known != null && now < endsAt) {
                refreshAt = Math.min(endsAt, now + PAUSE_MILLIS);
                return known;
            }
            throw new IllegalStateException("No token from " + endpoint + ": " + e.getMessage(), e);
        }
    }

    private String ask(long now) throws IOException {
        String form =
                "grant_type=client_credentials&client_id=" + encode(client) + "&client_secret=" + encode(secret.get());
        Http.Answer answer = Http.post(endpoint, Collections.emptyMap(), "application/x-www-form-urlencoded", form);
        if (answer.status != 200) {
            throw new IOException("it answers " + answer.status);
        }
        JsonObject body = JsonObject.of(Json.parse(answer.body));
        String given = body.text("access_token");
        // What does not say how long it holds is asked for again soon.
        Object seconds = body.get("expires_in");
        long millis = seconds instanceof BigDecimal
                ? Math.max(0, Math.min(((BigDecimal) seconds).longValue(), 365L * 24 * 3600)) * 1000
                : SAFETY_MILLIS;
        token = given;
        endsAt = now + millis;
        refreshAt = endsAt - Math.min(SAFETY_MILLIS, millis / 5);
        return given;
    }

    private static String encode(String text) {
        try {
            return URLEncoder.encode(text, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }
}
