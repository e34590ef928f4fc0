package io.tarn.server.vending;

import io.tarn.server.model.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which requests to an S3 store stay within the files of one table. What nobody thought of does not. */
public final class TableRequests {
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> LISTING = Set.of(
            "list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type");

    /** The SDK's own note of what it is doing. */
    private static final String NOTE = "x-id";

    /** The server alone writes those: one of them is what the table is. */
    private static final List<String> SERVERS = List.of(".metadata.json", ".metadata.json.gz");

    private TableRequests() {}

    /** Whether it only reads. */
    public static boolean reads(StoreRequest request) {
        return READING.contains(request.method());
    }

    /**
     * @param directory of the table
     * @param body what the signature will stand for as well; null when it is none of the request's
     * @return why it is not a request within the table; empty when it is one
     * @throws io.tarn.server.model.TarnException INVALID_REQUEST for a body that cannot be understood
     */
    public static Optional<String> refusal(Location directory, StoreRequest request, @Nullable String body) {
        String within = directory.path().substring(1) + "/";
        if (directory.path().isEmpty() || !request.bucket().equals(directory.bucket())) {
            return Optional.of("it is not about the table's bucket");
        }
        if (request.key().isEmpty()) {
            return ofBucket(within, request, body);
        }
        if (!request.key().startsWith(within)) {
            return Optional.of("it is not about a file of the table");
        }
        if (!isOfObject(request)) {
            return Optional.of("it is not one to read, write or delete a file");
        }
        return reads(request) ? Optional.empty() : protectedFile(request.key());
    }

    private static Optional<String> ofBucket(String within, StoreRequest request, @Nullable String body) {
        Map<String, String> query = request.query();
        if (request.method().equals("GET") && LISTING.containsAll(query.keySet())) {
            return query.getOrDefault("prefix", "").startsWith(within)
                            && !query.getOrDefault("prefix", "").contains("/../")
                            && "2".equals(query.get("list-type"))
                    ? Optional.empty()
                    : Optional.of("it lists more than the table's files");
        }
        if (request.method().equals("POST") && query.equals(Map.of("delete", "")) && body != null) {
            for (String key : DeletedKeys.of(body)) {
                if (!key.startsWith(within)) {
                    return Optional.of("it deletes what is no file of the table");
                }
                Optional<String> refusal = protectedFile(key);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
            return Optional.empty();
        }
        return Optional.of("it is about the bucket");
    }

    private static boolean isOfObject(StoreRequest request) {
        Map<String, String> query = request.query();
        Set<String> names = query.keySet();
        return switch (request.method()) {
            case "GET", "HEAD" -> names.isEmpty() || names.equals(Set.of(NOTE));
            case "PUT" -> names.isEmpty() || names.equals(Set.of(NOTE)) || isPart(names);
            case "POST" -> query.equals(Map.of("uploads", "")) || names.equals(Set.of("uploadId"));
            case "DELETE" -> names.isEmpty() || names.equals(Set.of(NOTE)) || names.equals(Set.of("uploadId"));
            default -> false;
        };
    }

    private static boolean isPart(Set<String> names) {
        return names.equals(Set.of("partNumber", "uploadId")) || names.equals(Set.of("partNumber", "uploadId", NOTE));
    }

    private static Optional<String> protectedFile(String key) {
        return SERVERS.stream().anyMatch(key::endsWith)
                ? Optional.of("it changes a metadata file, which is the server's")
                : Optional.empty();
    }
}
