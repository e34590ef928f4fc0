package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says Iceberg's protocol word by word, so that a test can send the same request twice. */
final class IcebergClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CREATE = "{\"name\":\"%s\",\"schema\":{\"type\":\"struct\",\"schema-id\":0,\"fields\":["
            + "{\"id\":1,\"name\":\"id\",\"required\":false,\"type\":\"long\"}]}}";

    private final HttpCalls http;
    private final String base;
    private final String prefix;

    /** A request that can be sent again. */
    record Request(String path, String body, @Nullable UUID key) {
        /** With a key, that of a client which repeats it. */
        Request keyed() {
            return new Request(path, body, UUID.randomUUID());
        }
    }

    IcebergClient(ServerProcess server) {
        this.http = new HttpCalls(server.token());
        this.base = server.uri() + "/iceberg/v1/";
        JsonNode config = HttpCalls.json(http.get(base + "config?warehouse=" + ServerProcess.CATALOG));
        this.prefix = config.at("/overrides/prefix").asText();
    }

    Request create(String table) {
        return new Request(prefix + "/namespaces/default/tables", CREATE.formatted(table), null);
    }

    /** A new snapshot of a table as it is now. */
    Request append(String table, long snapshot) {
        return new Request(path(table), change(table, snapshot).toString(), null);
    }

    /** A new snapshot of each table, all or none. */
    Request transaction(List<String> tables, long snapshot) {
        ObjectNode body = JSON.createObjectNode();
        for (String table : tables) {
            ObjectNode change = change(table, snapshot);
            change.putObject("identifier")
                    .put("name", table)
                    .putArray("namespace")
                    .add("default");
            body.withArray("table-changes").add(change);
        }
        return new Request(prefix + "/transactions/commit", body.toString(), null);
    }

    private ObjectNode change(String table, long snapshot) {
        JsonNode metadata = load(table).get("metadata");
        ObjectNode change = JSON.createObjectNode();
        change.putArray("requirements")
                .addObject()
                .put("type", "assert-table-uuid")
                .put("uuid", metadata.get("table-uuid").asText());
        ObjectNode added = change.putArray("updates")
                .addObject()
                .put("action", "add-snapshot")
                .putObject("snapshot");
        added.put("snapshot-id", snapshot)
                .put("sequence-number", metadata.get("last-sequence-number").asLong() + 1)
                .put("timestamp-ms", System.currentTimeMillis())
                .put("manifest-list", metadata.get("location").asText() + "/metadata/snap-" + snapshot + ".avro")
                .put("schema-id", 0)
                .putObject("summary")
                .put("operation", "append");
        if (metadata.path("current-snapshot-id").asLong(-1) > 0) {
            // As engines do: only so is a sequence number that is taken a conflict.
            added.set("parent-snapshot-id", metadata.get("current-snapshot-id"));
        }
        change.withArray("updates")
                .addObject()
                .put("action", "set-snapshot-ref")
                .put("ref-name", "main")
                .put("type", "branch")
                .put("snapshot-id", snapshot);
        return change;
    }

    /** @throws UncheckedIOException when no answer comes */
    HttpResponse<String> send(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + request.path()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request.body()));
        if (request.key() != null) {
            builder.header("Idempotency-Key", request.key().toString());
        }
        return http.send(builder);
    }

    JsonNode load(String table) {
        return HttpCalls.json(http.get(base + path(table)));
    }

    boolean isThere(String table) {
        return http.get(base + path(table)).statusCode() == 200;
    }

    /** Each as often as the table has it. */
    List<Long> snapshots(String table) {
        List<Long> ids = new ArrayList<>();
        load(table)
                .at("/metadata/snapshots")
                .forEach(each -> ids.add(each.get("snapshot-id").asLong()));
        return ids;
    }

    private String path(String table) {
        return prefix + "/namespaces/default/tables/" + table;
    }
}
