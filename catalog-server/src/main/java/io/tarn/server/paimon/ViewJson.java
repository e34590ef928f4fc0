package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.View;
import java.util.List;
import java.util.TreeMap;

/** Views as clients send and read them. */
final class ViewJson {
    private ViewJson() {}

    /** @param schema the protocol's {@code ViewSchema} */
    static View.Definition definition(Body schema) {
        return new View.Definition(
                FieldsJson.required(schema, "fields"),
                schema.text("query"),
                new Alterable(
                        Alterable.Kind.VIEW,
                        schema.textsOrEmpty("dialects"),
                        schema.textOrNull("comment"),
                        schema.textsOrEmpty("options")));
    }

    static List<Alteration> changes(Body body) {
        return body.objects("changes").stream().map(ViewJson::change).toList();
    }

    private static Alteration change(Body change) {
        String action = change.text("action");
        return switch (action) {
            case "addDialect" -> new Alteration.AddText(change.text("dialect"), change.text("query"));
            case "updateDialect" -> new Alteration.UpdateText(change.text("dialect"), change.text("query"));
            case "dropDialect" -> new Alteration.DropText(change.text("dialect"));
            default -> AlterationJson.read(action, change);
        };
    }

    static ObjectNode view(View view) {
        View.Definition definition = view.definition();
        ObjectNode schema = Json.object();
        schema.set("fields", Json.stored(definition.fields()));
        schema.put("query", definition.query());
        ObjectNode dialects = schema.putObject("dialects");
        new TreeMap<>(definition.alterable().texts()).forEach(dialects::put);
        schema.put("comment", definition.alterable().comment());
        ObjectNode options = schema.putObject("options");
        new TreeMap<>(definition.alterable().options()).forEach(options::put);
        ObjectNode json = Json.object();
        json.put("id", view.id().toString());
        json.put("name", view.name());
        json.set("schema", schema);
        TableJson.audit(json, view.audit());
        return json;
    }
}
