package io.tarn.server.vending;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** AssumeRole of S3 stores, with a session policy for one table. */
public final class StsVendor implements CredentialVendor {
    private static final Duration ATTEMPT = Duration.ofSeconds(4);
    private static final int SERVERS_FAULT = 500;

    /**
     * How to reach the service.
     *
     * @param endpoint empty for the public one of the region
     * @param roleArn what the credentials are those of; empty for services that know no roles
     * @param store what engines are told of the store
     */
    public record Settings(
            String endpoint, String region, String accessKey, String secretKey, String roleArn, ClientStore store) {
        /** Never shows the keys. */
        @Override
        public String toString() {
            return "STS[" + endpoint + ", " + region + ", " + roleArn + "]";
        }
    }

    private final Settings settings;
    private final StsClient client;

    public StsVendor(Settings settings) {
        this.settings = settings;
        this.client = client(settings);
    }

    private static StsClient client(Settings settings) {
        StsClientBuilder builder = StsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(ATTEMPT)
                        .socketTimeout(ATTEMPT))
                .overrideConfiguration(config -> config.apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(LONGEST_CALL.minusSeconds(1))
                        .retryStrategy(retries -> retries.maxAttempts(2)))
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
        if (!settings.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(settings.endpoint()));
        }
        return builder.build();
    }

    @Override
    public boolean limited() {
        return true;
    }

    @Override
    public Vended vend(TableScope scope, String session, Duration lifetime) {
        AssumeRoleRequest.Builder request = AssumeRoleRequest.builder()
                .roleSessionName(session)
                .durationSeconds((int) lifetime.toSeconds())
                .policy(SessionPolicy.s3(scope, partition()));
        if (!settings.roleArn().isEmpty()) {
            request.roleArn(settings.roleArn());
        }
        Credentials given = assume(request.build()).credentials();
        if (given == null
                || given.accessKeyId() == null
                || given.secretAccessKey() == null
                || given.sessionToken() == null
                || given.expiration() == null) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "The storage's token service gave incomplete credentials");
        }
        Map<String, String> options =
                settings.store().options(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
        return new Vended(options, given.expiration().toEpochMilli());
    }

    private AssumeRoleResponse assume(AssumeRoleRequest request) {
        try {
            return client.assumeRole(request);
        } catch (StsException e) {
            if (e.statusCode() >= SERVERS_FAULT || e.isThrottlingException()) {
                throw unavailable(e);
            }
            String code =
                    e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL,
                    "The storage's token service refused to give out credentials ("
                            + Names.printable(code == null || code.isEmpty() ? "status " + e.statusCode() : code)
                            + "): whoever runs this server has to look at catalogs.s3.vending in its configuration",
                    e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private static TarnException unavailable(SdkException cause) {
        return TarnException.causedBy(
                ErrorCode.UNAVAILABLE, "The storage's token service does not answer at the moment", cause);
    }

    /** Stores of one operator share the beginning of all names, and a role's name has it too. */
    private String partition() {
        String[] parts = settings.roleArn().split(":", -1);
        return parts.length > 1 && parts[1].matches("[a-z0-9-]+") ? parts[1] : "aws";
    }

    @Override
    public void close() {
        client.close();
    }
}
