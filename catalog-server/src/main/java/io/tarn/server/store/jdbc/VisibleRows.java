package io.tarn.server.store.jdbc;

import io.tarn.auth.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a list its caller may see, of a table whose rows have an id and an owner_id: a statement reads from {@code
 * <rows>} under the condition {@code <visible>}.
 *
 * <p>Who sees a few of many objects must not pay for the many. A database that reads a page in the order of its names passes
 * by all that is hidden, so a few objects are found by their ids and their owner, and then sorted.
 *
 * @param table whose rows are listed
 * @param alias its alias in the statement
 * @param columns of the table that the statement uses, of {@code v}
 * @param granted the column of permission by which a grant shows a row: what it is on, or what that lies in
 */
record VisibleRows(String table, String alias, String columns, String granted) {
    /** Who sees more than this finds a page of them by passing over the list: they lie close enough to each other. */
    private static final int FEW = 1_000;

    private static final String OWNED = """
            select count(*) from (select 1 as one from %s v where v.owner_id in (<owners>) <within> limit :limit) owned
            """;

    private static final String GRANTED = """
            exists (select 1 from permission vp
              where vp.%s = %s.id and vp.until_epoch = 0 and vp.principal_id in (%s)
                and (vp.expires_at = 0 or vp.expires_at > :visibleAt))
            """;

    /**
     * A query of rows.
     *
     * @param sql reads from {@code <rows>} and has the condition {@code <visible>}
     * @param database the one that is listed; null when what is listed lies in several or in none
     */
    Query query(Handle handle, String sql, Visibility visibility, @Nullable UUID database) {
        if (visibility.everything()
                || (database != null && visibility.databases().contains(database))) {
            return handle.createQuery(sql).define("rows", table).define("visible", "1 = 1");
        }
        if (areFew(handle, visibility, database)) {
            return few(handle, sql, visibility, database);
        }
        Query query = handle.createQuery(sql);
        return query.define("rows", table).define("visible", condition(query, visibility));
    }

    /**
     * A query of databases that have visible rows.
     *
     * @param sql has the condition {@code <visible>}
     * @param ofFew in its place when the caller sees a few: it reads them from {@code <rows>}, and all are visible of the
     *     databases in {@code <databases>}
     */
    Query databases(Handle handle, String sql, String ofFew, Visibility visibility) {
        if (!areFew(handle, visibility, null)) {
            return query(handle, sql, visibility, null);
        }
        Query query = few(handle, ofFew, visibility, null);
        // "In" of nothing is no SQL, and nothing equals null.
        String whole = visibility.databases().isEmpty() ? "null" : list(query, "database", visibility.databases());
        return query.define("databases", whole);
    }

    /** Whether what a caller sees one by one, which is all but the whole databases, is so little that it is read first. */
    boolean areFew(Handle handle, Visibility visibility, @Nullable UUID database) {
        if (visibility.everything() || visibility.objects().size() > FEW) {
            return false;
        }
        if (visibility.owners().isEmpty()) {
            return true;
        }
        Query query = handle.createQuery(OWNED.formatted(table));
        return query.define("owners", list(query, "owner", visibility.owners()))
                        .define("within", within(query, database))
                        .bind("limit", FEW + 1)
                        .mapTo(Long.class)
                        .one()
                <= FEW;
    }

    /** As {@link #query}, when they {@link #areFew}. */
    Query few(Handle handle, String sql, Visibility visibility, @Nullable UUID database) {
        Query query = handle.createQuery(sql);
        List<String> parts = new ArrayList<>();
        if (!visibility.objects().isEmpty()) {
            parts.add("v.id in (" + list(query, "object", visibility.objects()) + ")");
        }
        if (!visibility.owners().isEmpty()) {
            parts.add("v.owner_id in (" + list(query, "owner", visibility.owners()) + ")" + within(query, database));
        }
        if (parts.isEmpty()) {
            parts.add("1 = 0");
        }
        // A row that is found twice is the same in all columns, and so comes once. The limit is none: without it
        // H2 takes the list's conditions into the parts, and then finds rows by their database, not by their ids.
        StringJoiner union = new StringJoiner(" union ", "(", ")");
        parts.forEach(part -> union.add(
                "(select " + columns + " from " + table + " v where " + part + " limit " + Integer.MAX_VALUE + ")"));
        return query.define("rows", union.toString()).define("visible", "1 = 1");
    }

    private static String within(Query query, @Nullable UUID database) {
        if (database == null) {
            return "";
        }
        query.bind("visible_within", Columns.bytes(database));
        return " and v.namespace_id = :visible_within";
    }

    private String condition(Query query, Visibility visibility) {
        List<String> conditions = new ArrayList<>();
        String owners = list(query, "owner", visibility.owners());
        conditions.add("%s.owner_id in (%s)".formatted(alias, owners));
        if (visibility.objects().size() > FEW) {
            conditions.add(GRANTED.formatted(granted, alias, owners));
            query.bind("visibleAt", System.currentTimeMillis());
        } else if (!visibility.objects().isEmpty()) {
            conditions.add("%s.id in (%s)".formatted(alias, list(query, "object", visibility.objects())));
        }
        if (!visibility.databases().isEmpty()) {
            String databases = list(query, "database", visibility.databases());
            conditions.add("%s.namespace_id in (%s)".formatted(alias, databases));
        }
        return "(" + String.join(" or ", conditions) + ")";
    }

    /** The parameters that stand for the ids, which it binds. */
    private static String list(Query query, String name, Collection<UUID> ids) {
        StringJoiner parameters = new StringJoiner(", ");
        int number = 0;
        for (UUID each : ids) {
            String parameter = "visible_" + name + number++;
            query.bind(parameter, Columns.bytes(each));
            parameters.add(":" + parameter);
        }
        return parameters.toString();
    }
}
