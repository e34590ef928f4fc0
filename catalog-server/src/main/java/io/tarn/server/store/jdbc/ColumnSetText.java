package io.tarn.server.store.jdbc;

import io.tarn.auth.ColumnSet;
import org.jspecify.annotations.Nullable;

/** A set of columns as one text: a sign, {@code +} for these and {@code -} for all but these, and the names as JSON. */
final class ColumnSetText {
    private ColumnSetText() {}

    static @Nullable String write(@Nullable ColumnSet columns) {
        return columns == null ? null : (columns.excluded() ? "-" : "+") + NamesText.write(columns.names());
    }

    static @Nullable ColumnSet read(@Nullable String text) {
        return text == null ? null : new ColumnSet(text.charAt(0) == '-', NamesText.read(text.substring(1)));
    }
}
