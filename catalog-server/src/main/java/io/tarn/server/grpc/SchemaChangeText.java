package io.tarn.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.SchemaChange;
import io.tarn.proto.v1.UpdateComment;
import io.tarn.server.http.Json;
import java.util.List;

/** Changes of tables as Paimon's JSON, which is what the operation takes. */
final class SchemaChangeText {
    private SchemaChangeText() {}

    static String json(List<SchemaChange> changes) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("changes");
        changes.forEach(change -> list.add(json(change)));
        return Json.text(json);
    }

    private static JsonNode json(SchemaChange change) {
        return switch (change.getChangeCase()) {
            case SET_OPTION ->
                action("setOption")
                        .put("key", change.getSetOption().getKey())
                        .put("value", change.getSetOption().getValue());
            case REMOVE_OPTION ->
                action("removeOption").put("key", change.getRemoveOption().getKey());
            case UPDATE_COMMENT -> {
                UpdateComment update = change.getUpdateComment();
                yield action("updateComment").put("comment", update.hasComment() ? update.getComment() : null);
            }
            case ADD_COLUMN -> added(change.getAddColumn());
            case RENAME_COLUMN ->
                column("renameColumn", change.getRenameColumn().getPathList())
                        .put("newName", change.getRenameColumn().getNewName());
            case DROP_COLUMN -> column("dropColumn", change.getDropColumn().getPathList());
            case UPDATE_COLUMN_TYPE -> {
                SchemaChange.UpdateColumnType update = change.getUpdateColumnType();
                ObjectNode json = column("updateColumnType", update.getPathList());
                json.set("newDataType", SchemaText.type(update.getNewType()));
                yield json.put("keepNullability", update.getKeepNullability());
            }
            case UPDATE_COLUMN_NULLABILITY ->
                column(
                                "updateColumnNullability",
                                change.getUpdateColumnNullability().getPathList())
                        .put(
                                "newNullability",
                                change.getUpdateColumnNullability().getNullable());
            case UPDATE_COLUMN_COMMENT -> {
                SchemaChange.UpdateColumnComment update = change.getUpdateColumnComment();
                yield column("updateColumnComment", update.getPathList())
                        .put("newComment", update.hasComment() ? update.getComment() : null);
            }
            case UPDATE_COLUMN_DEFAULT -> {
                SchemaChange.UpdateColumnDefault update = change.getUpdateColumnDefault();
                yield column("updateColumnDefaultValue", update.getPathList())
                        .put("newDefaultValue", update.hasDefaultValue() ? update.getDefaultValue() : null);
            }
            case UPDATE_COLUMN_POSITION ->
                action("updateColumnPosition")
                        .set("move", move(change.getUpdateColumnPosition().getMove()));
            case DROP_PRIMARY_KEY -> action("dropPrimaryKey");
            case CHANGE_NOT_SET -> throw NamesInMessages.missing("change");
        };
    }

    private static ObjectNode added(SchemaChange.AddColumn add) {
        ObjectNode json = column("addColumn", add.getPathList());
        json.set("dataType", SchemaText.type(add.getType()));
        json.put("comment", add.hasComment() ? add.getComment() : null);
        if (add.hasMove()) {
            json.set("move", move(add.getMove()));
        }
        return json;
    }

    private static JsonNode move(SchemaChange.Move move) {
        String place = switch (move.getPlace()) {
            case PLACE_FIRST -> "FIRST";
            case PLACE_AFTER -> "AFTER";
            case PLACE_BEFORE -> "BEFORE";
            case PLACE_LAST -> "LAST";
            case PLACE_UNSPECIFIED, UNRECOGNIZED -> throw NamesInMessages.missing("move.place");
        };
        return Json.object()
                .put("fieldName", move.getColumn())
                .put("referenceFieldName", NamesInMessages.orNull(move.getReference()))
                .put("type", place);
    }

    private static ObjectNode column(String action, List<String> path) {
        if (path.isEmpty()) {
            throw NamesInMessages.missing("path");
        }
        ObjectNode json = action(action);
        json.set("fieldNames", Json.array(path));
        return json;
    }

    private static ObjectNode action(String name) {
        return Json.object().put("action", name);
    }
}
