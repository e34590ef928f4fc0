package io.tarn.server.vending;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * AssumeRole of Alibaba Cloud (STS of 2015-04-01), with a session policy for one table on OSS. It is one signed request, for
 * which Alibaba's SDK would bring more libraries than all the rest of the vending needs.
 */
public final class OssStsVendor implements CredentialVendor {
    private static final Duration ATTEMPT = Duration.ofSeconds(4);
    private static final int ATTEMPTS = 2;
    private static final int OK = 200;
    private static final int SERVERS_FAULT = 500;
    private static final int TOO_MANY = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How to reach the service.
     *
     * @param roleArn what the credentials are those of, {@code acs:ram::…}
     * @param store what engines are told of the store
     */
    public record Settings(String endpoint, String accessKey, String secretKey, String roleArn, ClientStore store) {
        /** @throws IllegalArgumentException when there is no role: the service gives credentials of roles only */
        public Settings {
            if (roleArn.isEmpty()) {
                throw new IllegalArgumentException("s3.vending.role-arn is needed for oss://");
            }
        }

        /** Never shows the keys. */
        @Override
        public String toString() {
            return "OSS STS[" + endpoint + ", " + roleArn + "]";
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ATTEMPT).build();

    public OssStsVendor(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean limited() {
        return true;
    }

    @Override
    public Vended vend(TableScope scope, String session, Duration lifetime) {
        String policy = SessionPolicy.oss(scope);
        for (int attempt = 1; ; attempt++) {
            try {
                return vended(ask(parameters(policy, session, lifetime)));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw unavailable("The storage's token service does not answer at the moment", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable("Interrupted while the storage's token service was asked", e);
            }
        }
    }

    private SortedMap<String, String> parameters(String policy, String session, Duration lifetime) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("Action", "AssumeRole");
        parameters.put("Version", "2015-04-01");
        parameters.put("Format", "JSON");
        parameters.put("AccessKeyId", settings.accessKey());
        parameters.put("SignatureMethod", "HMAC-SHA1");
        parameters.put("SignatureVersion", "1.0");
        // The service refuses a nonce that it has seen, so each attempt needs its own.
        parameters.put("SignatureNonce", UUID.randomUUID().toString());
        parameters.put(
                "Timestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        parameters.put("RoleArn", settings.roleArn());
        // Its names have no letters but these.
        parameters.put("RoleSessionName", session.replaceAll("[^A-Za-z0-9_.@-]", "-"));
        parameters.put("DurationSeconds", Long.toString(lifetime.toSeconds()));
        parameters.put("Policy", policy);
        parameters.put("Signature", RpcSignature.of("POST", parameters, settings.secretKey()));
        return parameters;
    }

    /** @throws IOException also when asking again may help */
    private JsonNode ask(SortedMap<String, String> parameters) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.endpoint()))
                .timeout(ATTEMPT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(RpcSignature.form(parameters)))
                .build();
        HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        JsonNode said = json(response.body());
        if (response.statusCode() == OK) {
            return said.path("Credentials");
        }
        String code = said.path("Code").asText();
        if (response.statusCode() >= SERVERS_FAULT
                || response.statusCode() == TOO_MANY
                || code.startsWith("Throttling")) {
            throw new IOException("status " + response.statusCode() + " " + Names.printable(code));
        }
        throw TarnException.of(
                ErrorCode.INTERNAL,
                "The storage's token service refused to give out credentials ("
                        + Names.printable(code.isEmpty() ? "status " + response.statusCode() : code)
                        + "): whoever runs this server has to look at catalogs.s3.vending in its configuration");
    }

    /** Proxies between here and there answer in HTML. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private Vended vended(JsonNode given) {
        String key = given.path("AccessKeyId").asText();
        String secret = given.path("AccessKeySecret").asText();
        String token = given.path("SecurityToken").asText();
        if (key.isEmpty() || secret.isEmpty() || token.isEmpty()) {
            throw incomplete();
        }
        return new Vended(
                settings.store().options(key, secret, token),
                end(given.path("Expiration").asText()));
    }

    private static long end(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw incomplete();
        }
    }

    private static TarnException incomplete() {
        return TarnException.of(ErrorCode.UNAVAILABLE, "The storage's token service gave incomplete credentials");
    }

    private static TarnException unavailable(String why, Exception cause) {
        return TarnException.causedBy(ErrorCode.UNAVAILABLE, why, cause);
    }

    /** The threads of its client end with it. */
    @Override
    public void close() {}
}
