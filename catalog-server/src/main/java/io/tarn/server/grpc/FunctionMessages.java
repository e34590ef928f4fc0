package io.tarn.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.Function;
import io.tarn.proto.v1.FunctionBody;
import io.tarn.proto.v1.FunctionChange;
import io.tarn.proto.v1.FunctionDefinition;
import io.tarn.proto.v1.Parameters;
import io.tarn.server.http.Json;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions in messages; a body is kept as Paimon's JSON. */
final class FunctionMessages {
    private FunctionMessages() {}

    static Routine.Definition definition(FunctionDefinition sent) {
        Map<String, String> bodies = new LinkedHashMap<>();
        sent.getBodiesMap().forEach((dialect, body) -> bodies.put(dialect, json(body)));
        return new Routine.Definition(
                sent.hasInput() ? Json.text(SchemaText.fields(sent.getInput().getFieldsList())) : null,
                sent.hasOutput() ? Json.text(SchemaText.fields(sent.getOutput().getFieldsList())) : null,
                sent.getDeterministic(),
                new Alterable(
                        Alterable.Kind.FUNCTION,
                        bodies,
                        sent.hasComment() ? sent.getComment() : null,
                        sent.getOptionsMap()));
    }

    private static String json(FunctionBody body) {
        ObjectNode json = Json.object();
        switch (body.getBodyCase()) {
            case SQL -> json.put("type", "sql").put("definition", body.getSql().getDefinition());
            case LAMBDA ->
                json.put("type", "lambda")
                        .put("definition", body.getLambda().getDefinition())
                        .put("language", body.getLambda().getLanguage());
            case FILE -> file(body.getFile(), json);
            case BODY_NOT_SET -> throw NamesInMessages.missing("body");
        }
        return Json.text(json);
    }

    private static void file(FunctionBody.File file, ObjectNode json) {
        json.put("type", "file");
        ArrayNode resources = json.putArray("fileResources");
        file.getResourcesList()
                .forEach(resource -> resources
                        .addObject()
                        .put("resourceType", resource.getType())
                        .put("uri", resource.getUri()));
        json.put("language", file.getLanguage());
        json.put("className", file.getClassName());
        json.put("functionName", file.hasFunctionName() ? file.getFunctionName() : null);
    }

    static List<Alteration> changes(List<FunctionChange> changes) {
        return changes.stream().map(FunctionMessages::change).toList();
    }

    private static Alteration change(FunctionChange change) {
        return switch (change.getChangeCase()) {
            case SET_OPTION -> Alterations.of(change.getSetOption());
            case REMOVE_OPTION -> Alterations.of(change.getRemoveOption());
            case UPDATE_COMMENT -> Alterations.of(change.getUpdateComment());
            case ADD_BODY ->
                new Alteration.AddText(
                        change.getAddBody().getDialect(),
                        json(change.getAddBody().getBody()));
            case UPDATE_BODY ->
                new Alteration.UpdateText(
                        change.getUpdateBody().getDialect(),
                        json(change.getUpdateBody().getBody()));
            case DROP_BODY -> new Alteration.DropText(change.getDropBody().getDialect());
            case CHANGE_NOT_SET -> throw NamesInMessages.missing("change");
        };
    }

    static Function of(String database, Routine function) {
        Routine.Definition stored = function.definition();
        FunctionDefinition.Builder definition = FunctionDefinition.newBuilder()
                .setDeterministic(stored.deterministic())
                .putAllOptions(stored.alterable().options());
        if (stored.inputParams() != null) {
            definition.setInput(parameters(stored.inputParams()));
        }
        if (stored.returnParams() != null) {
            definition.setOutput(parameters(stored.returnParams()));
        }
        stored.alterable().texts().forEach((dialect, text) -> definition.putBodies(dialect, body(Json.stored(text))));
        String comment = stored.alterable().comment();
        if (comment != null) {
            definition.setComment(comment);
        }
        return Function.newBuilder()
                .setId(function.id().toString())
                .setName(NamesInMessages.of(new QualifiedName(database, function.name())))
                .setDefinition(definition)
                .setAudit(NamesInMessages.of(function.audit()))
                .build();
    }

    private static Parameters parameters(@Nullable String fields) {
        return Parameters.newBuilder()
                .addAllFields(SchemaText.fields(Json.stored(fields == null ? "[]" : fields)))
                .build();
    }

    private static FunctionBody body(JsonNode json) {
        FunctionBody.Builder body = FunctionBody.newBuilder();
        String definition = json.path("definition").asText();
        String language = json.path("language").asText();
        switch (json.path("type").asText()) {
            case "sql" -> body.setSql(FunctionBody.Sql.newBuilder().setDefinition(definition));
            case "lambda" ->
                body.setLambda(FunctionBody.Lambda.newBuilder()
                        .setDefinition(definition)
                        .setLanguage(language));
            default -> body.setFile(file(json, language));
        }
        return body.build();
    }

    private static FunctionBody.File file(JsonNode json, String language) {
        FunctionBody.File.Builder file = FunctionBody.File.newBuilder()
                .setLanguage(language)
                .setClassName(json.path("className").asText());
        if (json.path("functionName").isTextual()) {
            file.setFunctionName(json.path("functionName").textValue());
        }
        json.path("fileResources")
                .forEach(resource -> file.addResources(FunctionBody.File.Resource.newBuilder()
                        .setType(resource.path("resourceType").asText())
                        .setUri(resource.path("uri").asText())));
        return file.build();
    }
}
