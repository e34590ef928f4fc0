package io.tarn.server.vending;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests of engines to an S3 store with the server's own keys, one by one. What a request is about has to be checked
 * first; this sees to it that the store understands nothing but that.
 */
public final class RemoteSigner {
    /** A request as its client would send it. */
    public record Request(
            String method,
            String uri,
            Map<String, List<String>> headers,
            @Nullable String body) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /** What the client sends instead. */
    public record Signed(String uri, Map<String, List<String>> headers) {}

    private static final String OWN = "x-amz-";

    /** Of the store's own headers those that say nothing of another object, or of who else may read this one. */
    private static final Set<String> HARMLESS = Set.of(
            "x-amz-checksum-mode",
            "x-amz-checksum-algorithm",
            "x-amz-checksum-type",
            "x-amz-checksum-crc32",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-crc64nvme",
            "x-amz-checksum-sha1",
            "x-amz-checksum-sha256",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-server-side-encryption",
            "x-amz-storage-class",
            // That a digest follows what is read.
            "x-amz-te");

    private static final Set<String> SIGNED = Set.of("content-type", "content-md5");

    /** What the signature itself says. */
    private static final Set<String> REPLACED =
            Set.of("host", "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token");

    private final ClientStore store;
    private final URI endpoint;
    private final AwsCredentialsIdentity keys;
    private final Clock clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    public RemoteSigner(ClientStore store, String accessKey, String secretKey, Clock clock) {
        this.store = store;
        this.endpoint = URI.create(store.endpoint().isEmpty() ? amazons(store.region()) : store.endpoint());
        this.keys = AwsCredentialsIdentity.create(accessKey, secretKey);
        this.clock = clock;
    }

    private static String amazons(String region) {
        return "https://s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
    }

    /** What engines have to know of the store. */
    public ClientStore store() {
        return store;
    }

    /** @throws TarnException INVALID_REQUEST when it is not addressed to the store */
    public StoreRequest understood(Request request) {
        return StoreRequest.parse(endpoint, request.method(), request.uri());
    }

    /**
     * @param request that was checked
     * @throws TarnException INVALID_REQUEST when it has headers by which the store would do something else
     */
    public Signed sign(Request request) {
        Map<String, List<String>> signed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, List<String>> unsigned = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach((name, values) -> {
            String header = name.toLowerCase(Locale.ROOT);
            if (header.startsWith(OWN) && !REPLACED.contains(header) && !HARMLESS.contains(header)) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST, "The header " + Names.printable(name) + " is not signed");
            }
            if (SIGNED.contains(header) || HARMLESS.contains(header)) {
                signed.put(name, values);
            } else if (!REPLACED.contains(header)) {
                unsigned.put(name, values);
            }
        });
        Map<String, List<String>> answer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.putAll(unsigned);
        answer.putAll(signed(request, signed));
        return new Signed(request.uri(), answer);
    }

    /** A body that was checked is part of what is signed; files are not. */
    private Map<String, List<String>> signed(Request request, Map<String, List<String>> headers) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .uri(URI.create(request.uri()))
                .method(SdkHttpMethod.fromValue(request.method().toUpperCase(Locale.ROOT)));
        // The scheme is no part of a signature, and over any but this one the signer wants to see each file.
        int port = StoreRequest.port(URI.create(request.uri()));
        unsigned.protocol("https").port(isPlain(port) ? 443 : port);
        headers.forEach(unsigned::putHeader);
        String body = request.method().equals("POST") ? request.body() : null;
        return new TreeMap<>(signer.sign(sign -> sign.identity(keys)
                        .request(unsigned.build())
                        .payload(body == null ? null : ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, store.region())
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, body != null)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .headers());
    }

    /** Whether it is the port that the store's scheme means when none is named. */
    private boolean isPlain(int port) {
        return port == ("https".equals(endpoint.getScheme()) ? 443 : 80);
    }
}
