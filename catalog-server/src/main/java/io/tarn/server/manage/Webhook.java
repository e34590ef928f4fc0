package io.tarn.server.manage;

import io.tarn.server.model.Event;
import io.tarn.server.ops.feed.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events as CloudEvents 1.0 in JSON, one a request, signed: the header {@code X-Tarn-Signature} is
 * {@code t=<epoch seconds>,v1=<hex>}, the HMAC-SHA256 with the secret over the seconds, a dot and the body. Taken is what is
 * answered with 2xx; redirects are not followed.
 */
public final class Webhook implements Delivery {
    public static final String SIGNATURE = "X-Tarn-Signature";

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String HMAC = "HmacSHA256";

    private final String name;
    private final URI url;
    private final SecretKeySpec secret;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param name for the log */
    public Webhook(String name, URI url, String secret, Clock clock) {
        this.name = name;
        this.url = url;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
        this.clock = clock;
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public int deliver(List<Event> events) {
        return taken(events.get(0)) ? 1 : 0;
    }

    private boolean taken(Event event) {
        String body = CloudEvent.text(event);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", CloudEvent.CONTENT_TYPE)
                .header(SIGNATURE, signature(body))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
            if (answer.statusCode() / 100 == 2) {
                return true;
            }
            failed("answered " + answer.statusCode());
        } catch (IOException e) {
            failed(e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {}

    private void failed(String why) {
        LOG.atWarn()
                .addKeyValue("webhook", name)
                .addKeyValue("why", why)
                .log("an event was not taken; it is sent again");
    }

    private String signature(String body) {
        long seconds = clock.millis() / 1_000;
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            byte[] signed = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
