package io.tarn.paimon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests with the JDK alone: bounded in time and size, without redirects, which would carry credentials away. */
final class Http {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 60_000;
    private static final int LARGEST = 8 * 1024 * 1024;
    private static final int TRIES = 4;
    private static final int LONGEST_WAIT_SECONDS = 10;

    private Http() {}

    /** The status and the body of an answer. */
    static final class Answer {
        final int status;
        final String body;
        private final int retryAfterSeconds;

        private Answer(int status, String body, int retryAfterSeconds) {
            this.status = status;
            this.body = body;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        private boolean asksToTryAgain() {
            return status == 429 || status == 503;
        }
    }

    /** Sends a request whose repetition does no harm; tries again when the server asks for it. */
    static Answer post(String address, Map<String, String> headers, String type, String body) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Map<String, String> all = new HashMap<>(headers);
            all.put("Content-Type", type);
            Answer answer = once("POST", address, all, body);
            if (!answer.asksToTryAgain() || attempt == TRIES) {
                return answer;
            }
            int wait = answer.retryAfterSeconds > 0 ? answer.retryAfterSeconds : attempt;
            try {
                TimeUnit.SECONDS.sleep(Math.min(wait, LONGEST_WAIT_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the server", e);
            }
        }
    }

    /** Sends a request, once. */
    static Answer get(String address, Map<String, String> headers) throws IOException {
        return once("GET", address, headers, null);
    }

    private static Answer once(String method, String address, Map<String, String> headers, @Nullable String body)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setUseCaches(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        headers.forEach(connection::setRequestProperty);
        if (body != null) {
            connection.setDoOutput(true);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.setFixedLengthStreamingMode(bytes.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(bytes);
            }
        }
        int status = connection.getResponseCode();
        String text = read(status < 400 ? connection.getInputStream() : connection.getErrorStream());
        return new Answer(status, text, connection.getHeaderFieldInt("Retry-After", 0));
    }

    private static String read(@Nullable InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (InputStream in = stream) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
                if (bytes.size() > LARGEST) {
                    throw new IOException("the answer has more than " + LARGEST + " bytes");
                }
            }
            return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
        }
    }
}
