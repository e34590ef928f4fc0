package io.tarn.server.vending;

import java.util.HashMap;
import java.util.Map;

/**
 * How engines reach an S3 store.
 *
 * @param endpoint empty for the public one of the region
 * @param ossEndpoint of the same store for Alibaba's own clients; empty for other stores
 */
public record ClientStore(String endpoint, String region, boolean pathStyle, String ossEndpoint) {
    /**
     * Whether the store is known to refuse a request with a header of its own that was added once it was signed, by which a
     * file that is written would be a copy of any other. Ceph was seen to make the copy.
     */
    public boolean refusesUnsignedHeaders() {
        return endpoint.isEmpty() || endpoint.matches("https://s3\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/?");
    }

    /**
     * The options of Paimon's Java clients ({@code s3.}), and those of its Python client ({@code fs.s3.}); for OSS also
     * those of Alibaba's clients ({@code fs.oss.}), which StarRocks takes for its own readers too.
     */
    Map<String, String> options(String accessKey, String secretKey, String sessionToken) {
        Map<String, String> options = new HashMap<>();
        options.put("s3.access-key", accessKey);
        options.put("s3.secret-key", secretKey);
        options.put("s3.endpoint.region", region);
        // Else Hadoop's client tries to tidy up all directories above a file that it wrote, which are closed to it.
        options.put("s3.directory.marker.retention", "keep");
        options.put("fs.s3.accessKeyId", accessKey);
        options.put("fs.s3.accessKeySecret", secretKey);
        options.put("fs.s3.region", region);
        if (!sessionToken.isEmpty()) {
            options.put("s3.session.token", sessionToken);
            options.put("fs.s3.securityToken", sessionToken);
        }
        if (!endpoint.isEmpty()) {
            options.put("s3.endpoint", endpoint);
            options.put("fs.s3.endpoint", endpoint);
        }
        if (pathStyle) {
            options.put("s3.path.style.access", "true");
        }
        if (!ossEndpoint.isEmpty()) {
            options.put("fs.oss.accessKeyId", accessKey);
            options.put("fs.oss.accessKeySecret", secretKey);
            options.put("fs.oss.endpoint", ossEndpoint);
            if (!sessionToken.isEmpty()) {
                options.put("fs.oss.securityToken", sessionToken);
            }
        }
        return options;
    }
}
