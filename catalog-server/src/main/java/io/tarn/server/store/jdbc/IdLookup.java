package io.tarn.server.store.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Statements that find rows by a list of ids. */
final class IdLookup {
    /** A statement has as many ids at most. */
    static final int CHUNK = 256;

    private IdLookup() {}

    /**
     * What a statement finds for some ids, in no order, in as many statements as that takes.
     *
     * @param sql has the condition {@code in (<ids>)}, by which it finds a row at most once
     */
    static <T> List<T> list(Handle handle, String sql, Collection<UUID> ids, RowMapper<T> row) {
        List<UUID> all = List.copyOf(ids);
        List<T> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<UUID> some = all.subList(from, Math.min(all.size(), from + CHUNK));
            Query query = handle.createQuery(sql);
            found.addAll(query.define("ids", padded(query, some)).map(row).list());
        }
        return found;
    }

    /** The parameters that stand for the ids in {@code in (…)}, which it binds. */
    static String parameters(Query query, String name, Collection<UUID> ids) {
        StringJoiner parameters = new StringJoiner(", ");
        int number = 0;
        for (UUID each : ids) {
            String parameter = name + "_" + number++;
            query.bind(parameter, Columns.bytes(each));
            parameters.add(":" + parameter);
        }
        return parameters.toString();
    }

    /** As {@link #parameters}, of at most {@link #CHUNK} ids and at least one. */
    static String padded(Query query, List<UUID> ids) {
        return parameters(query, "id", padded(ids));
    }

    /** With the last one again and again: statements of a few lengths are prepared once, those of any length each time. */
    private static List<UUID> padded(List<UUID> ids) {
        List<UUID> padded = new ArrayList<>(ids);
        while (Integer.bitCount(padded.size()) != 1) {
            padded.add(ids.get(ids.size() - 1));
        }
        return padded;
    }
}
