package io.tarn.server.paimon;

import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.TarnException;
import org.jspecify.annotations.Nullable;

/** Lists of {@code DataField}, kept as the JSON that came. */
final class FieldsJson {
    private FieldsJson() {}

    /** @throws TarnException INVALID_REQUEST when a field lacks what every reader needs */
    static String required(Body parent, String name) {
        for (Body field : parent.objects(name)) {
            field.integer("id");
            field.text("name");
            field.any("type");
        }
        return Json.text(parent.any(name));
    }

    static @Nullable String orNull(Body parent, String name) {
        return parent.has(name) ? required(parent, name) : null;
    }
}
