package io.tarn.server.store.jdbc;

import io.tarn.auth.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    /** For use in the text of a statement. */
    static final String CONDITION = "<visible>";

    /** More objects than this are found through what is granted, one by one, instead of being named. */
    private static final int NAMED = 1_000;

    <S extends SqlStatement<S>> S bind(S statement, Visibility visibility) {
        if (visibility.everything()) {
            return statement.define("visible", "1 = 1");
        }
        List<String> conditions = new ArrayList<>();
        conditions.add("1 = 0");
        if (!visibility.objects().isEmpty() && visibility.objects().size() <= NAMED) {
            conditions.add(in(statement, id, "visibleObjects", visibility.objects()));
        } else if (!visibility.objects().isEmpty()) {
            conditions.add("exists (select 1 from permission vp where vp.object_id = " + id
                    + " and vp.until_epoch = 0 and "
                    + in(statement, "vp.principal_id", "visibleHolders", visibility.owners())
                    + " and (vp.expires_at = 0 or vp.expires_at > " + System.currentTimeMillis() + "))");
        }
        if (!visibility.owners().isEmpty()) {
            conditions.add(in(statement, owner, "visibleOwners", visibility.owners()));
        }
        if (!visibility.databases().isEmpty()) {
            conditions.add(in(statement, database, "visibleDatabases", visibility.databases()));
        }
        return statement.define("visible", "(" + String.join(" or ", conditions) + ")");
    }

    /** Names each id: a list that the statement would put in has no place in a text that it puts in itself. */
    private static String in(SqlStatement<?> statement, String column, String name, Collection<UUID> ids) {
        List<String> names = new ArrayList<>();
        for (UUID id : ids) {
            String each = name + names.size();
            statement.bind(each, Columns.bytes(id));
            names.add(":" + each);
        }
        return column + (names.isEmpty() ? " is null and 1 = 0" : " in (" + String.join(", ", names) + ")");
    }
}
