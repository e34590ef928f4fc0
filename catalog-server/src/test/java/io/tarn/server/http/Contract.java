package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.tarn.server.paimon.ProtocolDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The document of the protocol, and whether an answer of the server is one that it describes. */
final class Contract {
    /** One operation of the document; {@code method} in capitals. */
    record Operation(String method, String template, JsonNode json) {
        boolean matches(String otherMethod, String path) {
            if (!method.equals(otherMethod)) {
                return false;
            }
            String[] wanted = template.split("/", -1);
            String[] found = path.split("/", -1);
            boolean same = wanted.length == found.length;
            for (int i = 0; same && i < wanted.length; i++) {
                same = wanted[i].startsWith("{") || wanted[i].equals(found[i]);
            }
            return same;
        }
    }

    private static final JsonNode DOCUMENT = read();
    private static final List<Operation> OPERATIONS = readOperations();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private Contract() {}

    static JsonNode document() {
        return DOCUMENT;
    }

    static List<Operation> operations() {
        return OPERATIONS;
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(ProtocolDocument.read().content());
        } catch (JsonProcessingException e) {
            throw new AssertionError("the document is not YAML", e);
        }
    }

    private static List<Operation> readOperations() {
        List<Operation> operations = new ArrayList<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> !member.getKey().equals("parameters"))
                        .forEach(member -> operations.add(new Operation(
                                member.getKey().toUpperCase(Locale.ROOT), path.getKey(), member.getValue()))));
        return List.copyOf(operations);
    }

    /** The operation that a request asks for; the path may carry a query. */
    static Optional<Operation> find(String method, String path) {
        String withoutQuery = path.split("\\?", 2)[0];
        return OPERATIONS.stream()
                .filter(operation -> operation.matches(method, withoutQuery))
                .findFirst();
    }

    /** Follows references inside the document. */
    static JsonNode resolve(JsonNode json) {
        JsonNode at = json;
        while (at.has("$ref")) {
            at = DOCUMENT.at(at.get("$ref").textValue().substring(1));
        }
        return at;
    }

    /** Fails when the document describes no such answer to this request. A request to no operation is not looked at. */
    static void check(String method, String path, int status, String body) {
        find(method, path).ifPresent(operation -> {
            RouteLog.answered(method, operation.template(), status);
            String what = "%s %s answers %d: %s".formatted(method, operation.template(), status, body);
            JsonNode described = operation.json().get("responses").get(Integer.toString(status));
            assertThat(described)
                    .as("the document knows no such status: " + what)
                    .isNotNull();
            JsonNode content = resolve(described).get("content");
            if (content == null) {
                assertThat(body).as("the document promises no body: " + what).isEmpty();
                return;
            }
            Schema schema = COMPILED.computeIfAbsent(
                    operation.method() + operation.template() + status,
                    key -> compile(content.get("application/json").get("schema")));
            try {
                assertThat(schema.validate(Api.JSON.readTree(body)))
                        .as("the document describes another body: " + what)
                        .isEmpty();
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + what, e);
            }
        });
    }

    /** A schema that also refuses members which the document does not name, except where it leaves that open. */
    private static Schema compile(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        root.set("components", DOCUMENT.get("components").deepCopy());
        close(root.get("components").get("schemas"));
        return SCHEMAS.getSchema(root);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(Contract::close);
    }
}
