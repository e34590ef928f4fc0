package io.tarn.cli;

import io.tarn.proto.v1.Field;
import java.util.ArrayList;
import java.util.List;

/** A column as it is written in a command: its name, a space, its type. */
record ColumnText(String name, String type) {
    /** @throws UsageException unless it is a name and a type; a name with a space is quoted */
    static ColumnText parse(String text) {
        String stripped = text.strip();
        int end;
        int begin = 0;
        if (stripped.startsWith("\"") || stripped.startsWith("`")) {
            begin = 1;
            end = stripped.indexOf(stripped.charAt(0), 1);
        } else {
            end = stripped.indexOf(' ');
        }
        if (end <= begin || end + 1 >= stripped.length()) {
            throw new UsageException("'" + text + "' is not a column like 'id BIGINT NOT NULL'");
        }
        return new ColumnText(
                stripped.substring(begin, end), stripped.substring(end + 1).strip());
    }

    static List<Field> fields(List<String> texts) {
        List<Field> fields = new ArrayList<>();
        for (String text : texts) {
            ColumnText column = parse(text);
            fields.add(Field.newBuilder()
                    .setId(fields.size())
                    .setName(column.name())
                    .setType(column.type())
                    .build());
        }
        return fields;
    }

    /** The way to a column, with dots between steps; a step with a dot is quoted. */
    static List<String> path(String text) {
        if (text.startsWith("\"") || text.startsWith("`")) {
            return List.of(ObjectPath.single(text));
        }
        return List.of(text.split("\\.", -1));
    }
}
