package io.tarn.server.store.jdbc;

import io.tarn.auth.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Which rows of a list its caller may see: the definition {@code <visible>} of a statement.
 *
 * @param id the column of the objects' ids
 * @param owner the column of their owners' ids
 * @param database the column of the database that they lie in
 */
record VisibleRows(String id, String owner, String database) {
    /** More objects than this are found through what is granted, one by one, instead of being named. */
    private static final int NAMED = 1_000;

    <S extends SqlStatement<S>> S bind(S statement, Visibility visibility) {
        if (visibility.everything()) {
            return statement.define("visible", "1 = 1");
        }
        List<String> conditions = new ArrayList<>();
        // Of nothing.
        conditions.add("1 = 0");
        String owners = list(statement, "owner", visibility.owners());
        if (visibility.objects().size() > NAMED) {
            conditions.add("exists (select 1 from permission vp where vp.object_id = " + id
                    + " and vp.until_epoch = 0 and vp.principal_id in (" + owners
                    + ") and (vp.expires_at = 0 or vp.expires_at > :visibleAt))");
            statement.bind("visibleAt", System.currentTimeMillis());
        } else if (!visibility.objects().isEmpty()) {
            conditions.add(id + " in (" + list(statement, "object", visibility.objects()) + ")");
        }
        if (!visibility.owners().isEmpty()) {
            conditions.add(owner + " in (" + owners + ")");
        }
        if (!visibility.databases().isEmpty()) {
            conditions.add(database + " in (" + list(statement, "database", visibility.databases()) + ")");
        }
        return statement.define("visible", "(" + String.join(" or ", conditions) + ")");
    }

    private static String list(SqlStatement<?> statement, String name, Collection<UUID> ids) {
        StringJoiner parameters = new StringJoiner(", ");
        int number = 0;
        for (UUID each : ids) {
            String parameter = "visible_" + name + number++;
            statement.bind(parameter, Columns.bytes(each));
            parameters.add(":" + parameter);
        }
        return parameters.toString();
    }
}
