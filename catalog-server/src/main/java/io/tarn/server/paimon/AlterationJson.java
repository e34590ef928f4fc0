package io.tarn.server.paimon;

import io.tarn.server.http.Body;
import io.tarn.server.model.Alteration;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;

/** The changes that views and functions share: {@code ViewChange} and {@code FunctionChange} without those of texts. */
final class AlterationJson {
    private AlterationJson() {}

    /** @throws TarnException INVALID_REQUEST when the action is none of these */
    static Alteration read(String action, Body change) {
        return switch (action) {
            case "setOption" -> new Alteration.SetOption(change.text("key"), change.text("value"));
            case "removeOption" -> new Alteration.RemoveOption(change.text("key"));
            case "updateComment" -> new Alteration.UpdateComment(change.textOrNull("comment"));
            default ->
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "'action' is '" + Names.printable(action) + "', which is no change that can be made here");
        };
    }
}
