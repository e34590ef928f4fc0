package io.tarn.server.store.jdbc;

import io.tarn.auth.Visibility;
import io.tarn.auth.Visibility.Few;
import io.tarn.auth.Visibility.Many;
import io.tarn.server.model.PageRequest;
import io.tarn.server.store.jdbc.FoundPage.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a list its caller may see, of a table whose rows have an id, a name and an owner_id.
 *
 * <p>Who sees a few of many objects must not pay for the many. A database that reads a page in the order of its names passes
 * by all that is hidden, so a few objects are looked up by their ids and their owners, in statements of their own that leave
 * nothing to an optimizer, and the page is chosen from them here. All others read the list under the condition {@code
 * <visible>}.
 *
 * @param table whose rows are listed
 * @param alias its alias in a statement that reads the list
 * @param parent the column that says what a row lies in
 * @param kind the column that says of which kind a row is; a constant when all are of one
 * @param granted the column of permission by which a grant shows a row: what it is on, or what that lies in
 */
record VisibleRows(String table, String alias, String parent, String kind, String granted) {
    /** Who sees more than this finds a page of them by passing over the list: they lie close enough to each other. */
    static final int FEW = Visibility.FEW;

    private static final String FOUND = "select id, %s as parent, %s as kind, name, %s as owned from %s where ";

    /**
     * Looked up for each row that is passed. MariaDB would make a table of all that "exists" could find, by reading every
     * permission there is, for each page; of one value it does not.
     */
    private static final String GRANTED = """
            (select 1 from permission vp
              where vp.%s = %s.id and vp.until_epoch = 0 and vp.principal_id in (%s)
                and (vp.expires_at = 0 or vp.expires_at > :visibleAt) limit 1) = 1
            """;

    private static final String AMONG = """
            (n.id in (%1$s) or
              (select 1 from %2$s w /*! force index (ix_%2$s_owner) */
                where w.owner_id in (%4$s) and w.%3$s = n.id limit 1) = 1)
            """;

    private static final String OWNED = "owner_id in (<owners>) limit :limit";

    /** For those who own much elsewhere. */
    private static final String OWNED_WITHIN = "owner_id in (<owners>) and %s = :within limit :limit";

    /**
     * The page of a list in one database or catalog for a caller that sees a few of its rows one by one.
     *
     * @param kinds which of the rows are listed
     * @return empty when the list must be read with {@link #query}
     */
    Optional<FoundPage> page(
            Handle handle, Visibility visibility, UUID within, PageRequest page, Predicate<String> kinds) {
        Comparator<String> order = NameOrder.of(handle);
        return few(handle, visibility, within)
                .map(found -> new FoundPage(
                        found.stream()
                                .filter(row -> row.parent().equals(within)
                                        && kinds.test(row.kind())
                                        && order.compare(row.name(), page.after()) > 0
                                        && NameRange.matches(page.pattern(), row.name()))
                                .sorted(Comparator.comparing(Row::name, order))
                                .limit(page.size())
                                .toList(),
                        page.size()));
    }

    /**
     * What a caller sees one by one, which is all but the whole databases, in no order.
     *
     * @param within what is listed; null when that is all databases of a catalog. What is found may lie elsewhere all the same
     * @return empty when that is too much, or when the caller sees all
     */
    Optional<List<Row>> few(Handle handle, Visibility visibility, @Nullable UUID within) {
        if (seesAll(visibility, within) || !(visibility.objects() instanceof Few named)) {
            return Optional.empty();
        }
        List<UUID> ids = List.copyOf(named.ids());
        List<UUID> first = ids.subList(0, Math.min(ids.size(), IdLookup.CHUNK));
        return ownedAnd(first, handle, visibility.owners(), within).map(found -> {
            Map<UUID, Row> rows = new LinkedHashMap<>();
            found.forEach(row -> rows.put(row.id(), row));
            byId(handle, ids.subList(first.size(), ids.size())).forEach(row -> rows.put(row.id(), row));
            return List.copyOf(rows.values());
        });
    }

    /** The first ids come along with what is owned: for most callers these are all, and one statement is enough. */
    private Optional<List<Row>> ownedAnd(List<UUID> ids, Handle handle, Set<UUID> owners, @Nullable UUID within) {
        if (owners.isEmpty()) {
            return Optional.of(byId(handle, ids));
        }
        List<Row> owned = new ArrayList<>();
        List<Row> named = new ArrayList<>();
        Query query =
                handle.createQuery(ids.isEmpty() ? found() + OWNED : "(" + found() + OWNED + ") union all " + named());
        query.define("owners", IdLookup.parameters(query, "owner", owners))
                .bind("limit", FEW + 1)
                .define("ids", ids.isEmpty() ? "" : IdLookup.padded(query, ids))
                .map((row, context) -> (row.getBoolean("owned") ? owned : named).add(found(row)))
                .list();
        if (owned.size() > FEW && within != null) {
            owned.clear();
            Query there = handle.createQuery(found() + OWNED_WITHIN.formatted(parent));
            owned.addAll(there.bind("within", Columns.bytes(within))
                    .define("owners", IdLookup.parameters(there, "owner", owners))
                    .bind("limit", FEW + 1)
                    .map((row, context) -> found(row))
                    .list());
        }
        if (owned.size() > FEW) {
            return Optional.empty();
        }
        owned.addAll(named);
        return Optional.of(owned);
    }

    private List<Row> byId(Handle handle, List<UUID> ids) {
        return IdLookup.list(handle, named(), ids, (row, context) -> found(row));
    }

    private String found() {
        return FOUND.formatted(parent, kind, "1", table);
    }

    private String named() {
        return FOUND.formatted(parent, kind, "0", table) + "id in (<ids>)";
    }

    private static Row found(ResultSet row) throws SQLException {
        return new Row(
                Columns.uuid(row, "id"), Columns.uuid(row, "parent"), row.getString("kind"), row.getString("name"));
    }

    /**
     * A query of what a caller sees, for those whom a look-up does not serve.
     *
     * @param sql has the condition {@code <visible>}
     * @param within as in {@link #few}
     */
    Query query(Handle handle, String sql, Visibility visibility, @Nullable UUID within) {
        Query query = handle.createQuery(sql);
        return query.define("visible", seesAll(visibility, within) ? "1 = 1" : condition(query, visibility));
    }

    /**
     * The databases, as {@code n}, that have something for a caller whom a look-up does not serve: of a database that has
     * nothing for it all rows would be passed, to find none.
     */
    String among(Query query, Visibility visibility) {
        if (!(visibility.objects() instanceof Many many) || many.databases().size() > FEW) {
            return "1 = 1";
        }
        Set<UUID> within = new HashSet<>(many.databases());
        within.addAll(visibility.databases());
        String databases = IdLookup.parameters(query, "within", within);
        return AMONG.formatted(databases, table, parent, IdLookup.parameters(query, "owner", visibility.owners()));
    }

    private static boolean seesAll(Visibility visibility, @Nullable UUID within) {
        return visibility.everything()
                || (within != null && visibility.databases().contains(within));
    }

    private String condition(Query query, Visibility visibility) {
        List<String> conditions = new ArrayList<>();
        String owners = IdLookup.parameters(query, "owner", visibility.owners());
        if (!owners.isEmpty()) {
            conditions.add("%s.owner_id in (%s)".formatted(alias, owners));
        }
        if (visibility.objects() instanceof Few named) {
            String objects = IdLookup.parameters(query, "object", named.ids());
            conditions.add(objects.isEmpty() ? "1 = 0" : "%s.id in (%s)".formatted(alias, objects));
        } else if (!owners.isEmpty()) {
            conditions.add(GRANTED.formatted(granted, alias, owners));
            query.bind("visibleAt", System.currentTimeMillis());
        }
        if (!visibility.databases().isEmpty()) {
            String databases = IdLookup.parameters(query, "database", visibility.databases());
            conditions.add("%s.%s in (%s)".formatted(alias, parent, databases));
        }
        return conditions.isEmpty() ? "1 = 0" : "(" + String.join(" or ", conditions) + ")";
    }
}
