package io.tarn.server.grpc;

import io.tarn.proto.v1.ViewChange;
import io.tarn.proto.v1.ViewDefinition;
import io.tarn.server.http.Json;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.View;
import java.util.List;

/** Views in messages. */
final class ViewMessages {
    private ViewMessages() {}

    static View.Definition definition(ViewDefinition sent) {
        return new View.Definition(
                Json.text(SchemaText.fields(sent.getFieldsList())),
                sent.getQuery(),
                new Alterable(
                        Alterable.Kind.VIEW,
                        sent.getDialectsMap(),
                        sent.hasComment() ? sent.getComment() : null,
                        sent.getOptionsMap()));
    }

    static List<Alteration> changes(List<ViewChange> changes) {
        return changes.stream().map(ViewMessages::change).toList();
    }

    private static Alteration change(ViewChange change) {
        return switch (change.getChangeCase()) {
            case SET_OPTION -> Alterations.of(change.getSetOption());
            case REMOVE_OPTION -> Alterations.of(change.getRemoveOption());
            case UPDATE_COMMENT -> Alterations.of(change.getUpdateComment());
            case ADD_DIALECT ->
                new Alteration.AddText(
                        change.getAddDialect().getDialect(),
                        change.getAddDialect().getQuery());
            case UPDATE_DIALECT ->
                new Alteration.UpdateText(
                        change.getUpdateDialect().getDialect(),
                        change.getUpdateDialect().getQuery());
            case DROP_DIALECT -> new Alteration.DropText(change.getDropDialect().getDialect());
            case CHANGE_NOT_SET -> throw NamesInMessages.missing("change");
        };
    }

    static io.tarn.proto.v1.View of(String database, View view) {
        Alterable alterable = view.definition().alterable();
        ViewDefinition.Builder definition = ViewDefinition.newBuilder()
                .addAllFields(SchemaText.fields(Json.stored(view.definition().fields())))
                .setQuery(view.definition().query())
                .putAllDialects(alterable.texts())
                .putAllOptions(alterable.options());
        String comment = alterable.comment();
        if (comment != null) {
            definition.setComment(comment);
        }
        return io.tarn.proto.v1.View.newBuilder()
                .setId(view.id().toString())
                .setName(NamesInMessages.of(new QualifiedName(database, view.name())))
                .setDefinition(definition)
                .setAudit(NamesInMessages.of(view.audit()))
                .build();
    }
}
