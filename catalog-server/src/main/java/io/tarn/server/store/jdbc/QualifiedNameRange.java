package io.tarn.server.store.jdbc;

import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * A page of a list over all databases of a catalog: database by database, in the order of {@code database.}, and by name
 * within each. That is the order of {@code database.object}, except that databases never mix when one's name goes on with a
 * dot where another's ends.
 *
 * <p>It costs one probe of an index for each database that is left, and then a page of names from each that has some.
 */
final class QualifiedNameRange {
    private record Database(UUID id, String name) {}

    /** Not EXISTS: MariaDB would read the objects of the whole catalog to answer it. The order names the index to probe. */
    private static final String DATABASES = """
            select n.id, n.name
            from namespace n
            where n.catalog_id = :catalog
              and concat(n.name, '.') >= :from
              and (:exactDatabase = '' or n.name = :exactDatabase)
              and n.name like :databasePrefix escape '!'
              and (
                select 1 from %s o
                  where o.namespace_id = n.id %s and <visible>
                  and (:exact = '' or o.name = :exact)
                  and o.name like :prefix escape '!'
                order by %s
                limit 1) = 1
            order by concat(n.name, '.')
            limit :size
            """;

    private static final String NAMES = """
            select o.name from %s o
            where o.namespace_id = :namespace %s and <visible> and
            """;

    private static final VisibleRows VISIBLE = new VisibleRows("o.id", "o.owner_id", "o.namespace_id");

    private final String databases;
    private final String names;

    /**
     * @param table has the objects
     * @param condition which of them, e.g. {@code and o.kind = 'view'}; empty for all
     * @param index as in {@link NameRange#condition}
     */
    QualifiedNameRange(String table, String condition, String... index) {
        this(table, condition, List.of(index), index);
    }

    /**
     * @param probe the index that has all columns of the condition, in the order of the index. While MariaDB does not know
     *     yet how large a table has become it reads that one whatever the order says, and sorts what it read
     */
    QualifiedNameRange(String table, String condition, List<String> probe, String... index) {
        databases = DATABASES.formatted(table, condition, String.join(", ", probe));
        names = NAMES.formatted(table, condition) + NameRange.condition(index);
    }

    Page<QualifiedName> list(Handle handle, UUID catalogId, CatalogPageRequest page, Visibility visible) {
        QualifiedName after = QualifiedName.ofKey(page.after());
        List<QualifiedName> entries = new ArrayList<>();
        for (Database database : databases(handle, catalogId, after, page, visible)) {
            int missing = page.size() - entries.size();
            if (missing > 0) {
                String from = database.name().equals(after.database()) ? after.object() : "";
                names(handle, database.id(), new PageRequest(missing, from, page.objects()), visible)
                        .forEach(name -> entries.add(new QualifiedName(database.name(), name)));
            }
        }
        return Page.of(entries, page.size(), QualifiedName::key);
    }

    /** As many as surely fill the page: each has a matching object, only the first one's may all lie before the page. */
    private List<Database> databases(
            Handle handle, UUID catalogId, QualifiedName after, CatalogPageRequest page, Visibility visible) {
        return VISIBLE.bind(handle.createQuery(databases), visible)
                .bind("catalog", Columns.bytes(catalogId))
                .bind("from", page.after().isEmpty() ? "" : after.database() + ".")
                .bind("exactDatabase", NameRange.exact(page.databases()))
                .bind("databasePrefix", NameRange.prefix(page.databases()))
                .bind("exact", NameRange.exact(page.objects()))
                .bind("prefix", NameRange.prefix(page.objects()))
                .bind("size", page.size() + 1)
                .map((row, context) -> database(row))
                .list();
    }

    private List<String> names(Handle handle, UUID namespaceId, PageRequest page, Visibility visible) {
        return VISIBLE.bind(NameRange.bind(handle.createQuery(names), page), visible)
                .bind("namespace", Columns.bytes(namespaceId))
                .mapTo(String.class)
                .list();
    }

    private static Database database(ResultSet row) throws SQLException {
        return new Database(Columns.uuid(row, "id"), row.getString("name"));
    }
}
