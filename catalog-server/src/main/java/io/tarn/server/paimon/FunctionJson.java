package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions as clients send and read them. */
final class FunctionJson {
    private FunctionJson() {}

    static Routine.Definition definition(Body body) {
        Map<String, String> definitions = new LinkedHashMap<>();
        body.objectsByNameOrEmpty("definitions")
                .forEach((name, definition) -> definitions.put(name, checked(definition)));
        return new Routine.Definition(
                FieldsJson.orNull(body, "inputParams"),
                FieldsJson.orNull(body, "returnParams"),
                body.flagOr("deterministic", false),
                new Alterable(
                        Alterable.Kind.FUNCTION,
                        definitions,
                        body.textOrNull("comment"),
                        body.textsOrEmpty("options")));
    }

    static List<Alteration> changes(Body body) {
        return body.objects("changes").stream().map(FunctionJson::change).toList();
    }

    private static Alteration change(Body change) {
        String action = change.text("action");
        return switch (action) {
            case "addDefinition" -> new Alteration.AddText(change.text("name"), checked(change.object("definition")));
            case "updateDefinition" ->
                new Alteration.UpdateText(change.text("name"), checked(change.object("definition")));
            case "dropDefinition" -> new Alteration.DropText(change.text("name"));
            default -> AlterationJson.read(action, change);
        };
    }

    /** A definition is kept as it came; but clients that cannot read one refuse every list in which it stands. */
    private static String checked(Body definition) {
        String type = definition.text("type");
        switch (type) {
            case "sql" -> definition.text("definition");
            case "lambda" -> {
                definition.text("definition");
                definition.text("language");
            }
            case "file" -> {
                definition.text("language");
                definition.text("className");
                definition.textOrNull("functionName");
                for (Body resource : definition.objectsOrEmpty("fileResources")) {
                    resource.text("resourceType");
                    resource.text("uri");
                }
            }
            default ->
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "A definition's 'type' is '" + Names.printable(type)
                                + "'; it must be one of [file, lambda, sql]");
        }
        return definition.json();
    }

    static ObjectNode function(Routine function) {
        Routine.Definition definition = function.definition();
        ObjectNode json = Json.object();
        json.put("uuid", function.id().toString());
        json.put("name", function.name());
        fields(json, "inputParams", definition.inputParams());
        fields(json, "returnParams", definition.returnParams());
        json.put("deterministic", definition.deterministic());
        ObjectNode definitions = json.putObject("definitions");
        new TreeMap<>(definition.alterable().texts()).forEach((name, text) -> definitions.set(name, Json.stored(text)));
        json.put("comment", definition.alterable().comment());
        ObjectNode options = json.putObject("options");
        new TreeMap<>(definition.alterable().options()).forEach(options::put);
        TableJson.audit(json, function.audit());
        return json;
    }

    private static void fields(ObjectNode json, String member, @Nullable String fields) {
        if (fields == null) {
            json.putNull(member);
        } else {
            json.set(member, Json.stored(fields));
        }
    }
}
