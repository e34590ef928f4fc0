package io.tarn.cli;

import io.tarn.proto.v1.ObjectName;
import io.tarn.proto.v1.TableName;
import java.util.ArrayList;
import java.util.List;

/** A name as {@code database.object}. Names with dots stand in double quotes or backquotes. */
record ObjectPath(String database, String object) {
    private static final String QUOTES = "\"`";

    /** @throws UsageException unless it is two names with a dot between them */
    static ObjectPath parse(String text) {
        List<String> parts = parts(text);
        if (parts.size() != 2) {
            throw new UsageException("'" + text
                    + "' is not a name like shop.orders; a name with a dot in it is quoted, as in \"my.db\".orders");
        }
        return new ObjectPath(parts.get(0), parts.get(1));
    }

    /** @throws UsageException unless it is one name */
    static String single(String text) {
        List<String> parts = parts(text);
        if (parts.size() != 1) {
            throw new UsageException(
                    "'" + text + "' is not one name; a name with a dot in it is quoted, as in \"my.db\"");
        }
        return parts.get(0);
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            int end;
            if (at < text.length() && QUOTES.indexOf(text.charAt(at)) >= 0) {
                int close = text.indexOf(text.charAt(at), at + 1);
                end = close + 1;
                if (close < 0 || (end < text.length() && text.charAt(end) != '.')) {
                    throw new UsageException("'" + text + "' has a quote that does not end where a name ends");
                }
                parts.add(text.substring(at + 1, close));
            } else {
                int dot = text.indexOf('.', at);
                end = dot < 0 ? text.length() : dot;
                parts.add(text.substring(at, end));
            }
            if (parts.get(parts.size() - 1).isEmpty()) {
                throw new UsageException("'" + text + "' has an empty name in it");
            }
            at = end + 1;
        }
        return parts;
    }

    TableName table() {
        return table("");
    }

    TableName table(String branch) {
        return TableName.newBuilder()
                .setDatabase(database)
                .setTable(object)
                .setBranch(branch)
                .build();
    }

    ObjectName name() {
        return ObjectName.newBuilder().setDatabase(database).setName(object).build();
    }

    /** A name so that {@link #parse} reads it again. */
    static String quoted(String name) {
        return name.indexOf('.') >= 0 || name.indexOf(' ') >= 0 ? '"' + name + '"' : name;
    }

    @Override
    public String toString() {
        return quoted(database) + "." + quoted(object);
    }
}
