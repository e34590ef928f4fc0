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
import org.jdbi.v3.core.statement.Query;

/**
 * A page of a list over all databases of a catalog: database by database, in the order of {@code database.}, and by name
 * within each. That is the order of {@code database.object}, except that databases never mix when one's name goes on with a
 * dot where another's ends.
 *
 * <p>It costs one probe of an index for each database that is left, or one read of the objects of a caller that sees a few,
 * and then a page of names from each database that has some. A caller that sees a few alone pays for that read only.
 */
final class QualifiedNameRange {
    private record Database(UUID id, String name) {}

    private static final String DATABASES = """
            select n.id, n.name
            from namespace n
            where n.catalog_id = :catalog
              and concat(n.name, '.') >= :from
              and (:exactDatabase = '' or n.name = :exactDatabase)
              and n.name like :databasePrefix escape '!'
              and %s
            order by concat(n.name, '.')
            limit :size
            """;

    private static final String MATCHING = """
            %s
            and (:exact = '' or o.name = :exact)
            and o.name like :prefix escape '!'
            """;

    /** Not EXISTS: MariaDB would read the objects of the whole catalog to answer it. The order names the index to probe. */
    private static final String PROBE =
            "(select 1 from %s o where o.namespace_id = n.id and <visible> %s order by %s limit 1) = 1";

    /** A caller that sees a few objects would have each database probed for them; they are fewer than the databases may be. */
    private static final String OF_FEW =
            "(n.id in (select o.namespace_id from <rows> o where <visible> %s) or (n.id in (<databases>) and %s))";

    /** What a caller sees one by one is read at once, and not database by database. */
    private static final String FEW = """
            select n.name as database_name, o.name as object_name
            from <rows> o
            join namespace n on n.id = o.namespace_id
            where n.catalog_id = :catalog
              and (concat(n.name, '.') > :from or (concat(n.name, '.') = :from and o.name > :after))
              and (:exactDatabase = '' or n.name = :exactDatabase)
              and n.name like :databasePrefix escape '!'
              and <visible> %s
            order by concat(n.name, '.'), o.name
            limit :size
            """;

    private static final String NAMES = """
            select o.name from <rows> o
            where o.namespace_id = :namespace %s and <visible> and
            """;

    private final VisibleRows visible;
    private final String databases;
    private final String databasesOfFew;
    private final String few;
    private final String names;

    /**
     * @param visible names of the objects, in {@code o}
     * @param condition which of them, e.g. {@code and o.kind = 'view'}; empty for all
     * @param index as in {@link NameRange#condition}
     */
    QualifiedNameRange(VisibleRows visible, String condition, String... index) {
        this(visible, condition, List.of(index), index);
    }

    /**
     * @param probe the index that has all columns of the condition, in the order of the index. While MariaDB does not know
     *     yet how large a table has become it reads that one whatever the order says, and sorts what it read
     */
    QualifiedNameRange(VisibleRows visible, String condition, List<String> probe, String... index) {
        String matching = MATCHING.formatted(condition);
        String probed = PROBE.formatted(visible.table(), matching, String.join(", ", probe));
        this.visible = visible;
        databases = DATABASES.formatted(probed);
        databasesOfFew = DATABASES.formatted(OF_FEW.formatted(matching, probed));
        few = FEW.formatted(matching);
        names = NAMES.formatted(condition) + NameRange.condition(index);
    }

    Page<QualifiedName> list(Handle handle, UUID catalogId, CatalogPageRequest page, Visibility visibility) {
        QualifiedName after = QualifiedName.ofKey(page.after());
        boolean fewAlone = visibility.databases().isEmpty() && visible.areFew(handle, visibility, null);
        List<QualifiedName> entries = fewAlone
                ? few(handle, catalogId, after, page, visibility)
                : databaseByDatabase(handle, catalogId, after, page, visibility);
        return Page.of(entries, page.size(), QualifiedName::key);
    }

    private List<QualifiedName> few(
            Handle handle, UUID catalogId, QualifiedName after, CatalogPageRequest page, Visibility visibility) {
        return bind(visible.few(handle, few, visibility, null), catalogId, after, page)
                .bind("after", after.object())
                .bind("size", page.size())
                .map((row, context) -> new QualifiedName(row.getString("database_name"), row.getString("object_name")))
                .list();
    }

    private List<QualifiedName> databaseByDatabase(
            Handle handle, UUID catalogId, QualifiedName after, CatalogPageRequest page, Visibility visibility) {
        List<QualifiedName> entries = new ArrayList<>();
        for (Database database : databases(handle, catalogId, after, page, visibility)) {
            int missing = page.size() - entries.size();
            if (missing > 0) {
                String from = database.name().equals(after.database()) ? after.object() : "";
                names(handle, database.id(), new PageRequest(missing, from, page.objects()), visibility)
                        .forEach(name -> entries.add(new QualifiedName(database.name(), name)));
            }
        }
        return entries;
    }

    /** As many as surely fill the page: each has a matching object, only the first one's may all lie before the page. */
    private List<Database> databases(
            Handle handle, UUID catalogId, QualifiedName after, CatalogPageRequest page, Visibility visibility) {
        return bind(visible.databases(handle, databases, databasesOfFew, visibility), catalogId, after, page)
                .bind("size", page.size() + 1)
                .map((row, context) -> database(row))
                .list();
    }

    private static Query bind(Query query, UUID catalogId, QualifiedName after, CatalogPageRequest page) {
        return query.bind("catalog", Columns.bytes(catalogId))
                .bind("from", page.after().isEmpty() ? "" : after.database() + ".")
                .bind("exactDatabase", NameRange.exact(page.databases()))
                .bind("databasePrefix", NameRange.prefix(page.databases()))
                .bind("exact", NameRange.exact(page.objects()))
                .bind("prefix", NameRange.prefix(page.objects()));
    }

    private List<String> names(Handle handle, UUID namespaceId, PageRequest page, Visibility visibility) {
        return NameRange.bind(visible.query(handle, names, visibility, namespaceId), page)
                .bind("namespace", Columns.bytes(namespaceId))
                .mapTo(String.class)
                .list();
    }

    private static Database database(ResultSet row) throws SQLException {
        return new Database(Columns.uuid(row, "id"), row.getString("name"));
    }
}
