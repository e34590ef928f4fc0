package io.tarn.server.store.jdbc;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.store.jdbc.FoundPage.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A page of a list over all databases of a catalog: database by database, in the order of {@code database.}, and by name
 * within each. That is the order of {@code database.object}, except that databases never mix when one's name goes on with a
 * dot where another's ends.
 *
 * <p>It costs one probe of an index for each database that is left, and then a page of names from each that has some. A
 * caller that sees a few objects pays for looking these up, and for a probe of each database that it sees as a whole.
 */
final class QualifiedNameRange {
    private record Database(UUID id, UUID catalogId, String name) {
        /** What databases are sorted by. */
        String key() {
            return name + ".";
        }
    }

    private static final String DATABASES = """
            select n.id, n.catalog_id, n.name
            from namespace n
            where n.catalog_id = :catalog
              and concat(n.name, '.') >= :from
              and %s
              and <among>
              and %%s
            order by concat(n.name, '.')
            limit :size
            """.formatted(
                    NameRange.pattern("n.name", "exactDatabase", "firstDatabase", "untilDatabase", "databasePrefix"));

    private static final String MATCHING = """
            %s
            and %s
            """;

    /**
     * Not EXISTS: MariaDB would read the objects of the whole catalog to answer it. The order names the index to probe to H2;
     * to it the hint is a comment. Without the hint MariaDB reads the whole table, for each database, when most of its rows
     * lie in one.
     */
    private static final String PROBE = """
            (select 1 from %s o /*! force index (%s) */
              where o.namespace_id = n.id and <visible> %s order by %s limit 1) = 1
            """;

    private static final String BY_ID = "select n.id, n.catalog_id, n.name from namespace n where n.id in (<ids>)";

    private static final String NAMES = """
            select o.name from %s o
            where o.namespace_id = :namespace %s and <visible> and
            """;

    private final VisibleRows visible;
    private final Predicate<String> kinds;
    private final String databases;
    private final String names;

    /**
     * An index that tells whether a database has any of the objects.
     *
     * @param columns in its order; the first says what an object lies in
     */
    record Probe(String index, List<String> columns) {
        Probe {
            columns = List.copyOf(columns);
        }
    }

    /**
     * @param visible of the table that has the objects, as {@code o}
     * @param kinds which of them
     * @param condition the same in SQL, e.g. {@code and o.kind = 'view'}; empty for all
     * @param index as in {@link NameRange#condition}
     */
    QualifiedNameRange(VisibleRows visible, Predicate<String> kinds, String condition, Probe probe, String... index) {
        String matching =
                MATCHING.formatted(condition, NameRange.pattern("o.name", "exact", "first", "until", "prefix"));
        this.visible = visible;
        this.kinds = kinds;
        databases = DATABASES.formatted(
                PROBE.formatted(visible.table(), probe.index(), matching, String.join(", ", probe.columns())));
        names = NAMES.formatted(visible.table(), condition) + NameRange.condition(index);
    }

    Page<QualifiedName> list(Handle handle, UUID catalogId, CatalogPageRequest page, Visibility visibility) {
        Optional<List<Row>> few = visibility.databases().size() > VisibleRows.FEW
                ? Optional.empty()
                : visible.few(handle, visibility, null);
        List<QualifiedName> entries = few.map(found -> chosen(handle, catalogId, page, found, visibility.databases()))
                .orElseGet(() -> passed(handle, catalogId, page, visibility));
        return Page.of(entries, page.size(), QualifiedName::key);
    }

    /** From what a caller sees one by one, and from the databases that it sees as a whole. */
    private List<QualifiedName> chosen(
            Handle handle, UUID catalogId, CatalogPageRequest page, List<Row> found, Set<UUID> whole) {
        Comparator<String> order = NameOrder.of(handle);
        String from = from(page);
        Map<UUID, List<String>> objects = found.stream()
                .filter(row -> kinds.test(row.kind())
                        && NameRange.matches(page.objects(), row.name())
                        && !whole.contains(row.parent()))
                .collect(groupingBy(Row::parent, mapping(Row::name, toList())));
        List<Database> all = new ArrayList<>(wholeDatabases(handle, catalogId, page, whole));
        IdLookup.list(handle, BY_ID, objects.keySet(), (row, context) -> database(row)).stream()
                .filter(database -> database.catalogId().equals(catalogId)
                        && order.compare(database.key(), from) >= 0
                        && NameRange.matches(page.databases(), database.name()))
                .forEach(all::add);
        all.sort(Comparator.comparing(Database::key, order));
        return join(
                all,
                page,
                (database, part) -> objects.containsKey(database.id())
                        ? objects.get(database.id()).stream()
                                .filter(name -> order.compare(name, part.after()) > 0)
                                .sorted(order)
                                .limit(part.size())
                                .toList()
                        : names(handle, database.id(), part, Visibility.EVERYTHING));
    }

    private List<Database> wholeDatabases(Handle handle, UUID catalogId, CatalogPageRequest page, Set<UUID> whole) {
        if (whole.isEmpty()) {
            return List.of();
        }
        Query query = visible.query(handle, databases, Visibility.EVERYTHING, null);
        query.define("among", "n.id in (" + IdLookup.parameters(query, "database", whole) + ")");
        return databases(query, catalogId, page);
    }

    /** By passing over the databases and what is in them. */
    private List<QualifiedName> passed(Handle handle, UUID catalogId, CatalogPageRequest page, Visibility visibility) {
        Query query = visible.query(handle, databases, visibility, null);
        query.define("among", visible.among(query, visibility));
        return join(
                databases(query, catalogId, page),
                page,
                (database, part) -> names(handle, database.id(), part, visibility));
    }

    /** @param names the part of a page that a database has */
    private static List<QualifiedName> join(
            List<Database> databases, CatalogPageRequest page, BiFunction<Database, PageRequest, List<String>> names) {
        QualifiedName after = QualifiedName.ofKey(page.after());
        List<QualifiedName> entries = new ArrayList<>();
        for (Database database : databases) {
            int missing = page.size() - entries.size();
            if (missing > 0) {
                String from = database.name().equals(after.database()) ? after.object() : "";
                names.apply(database, new PageRequest(missing, from, page.objects()))
                        .forEach(name -> entries.add(new QualifiedName(database.name(), name)));
            }
        }
        return entries;
    }

    /** As many as surely fill the page: each has a matching object, only the first one's may all lie before the page. */
    private static List<Database> databases(Query query, UUID catalogId, CatalogPageRequest page) {
        return query.bind("catalog", Columns.bytes(catalogId))
                .bind("from", from(page))
                .bind("exactDatabase", NameRange.exact(page.databases()))
                .bind("firstDatabase", NameRange.first(page.databases()))
                .bind("untilDatabase", NameRange.until(page.databases()))
                .bind("databasePrefix", NameRange.prefix(page.databases()))
                .bind("exact", NameRange.exact(page.objects()))
                .bind("first", NameRange.first(page.objects()))
                .bind("until", NameRange.until(page.objects()))
                .bind("prefix", NameRange.prefix(page.objects()))
                .bind("size", page.size() + 1)
                .map((row, context) -> database(row))
                .list();
    }

    private static String from(CatalogPageRequest page) {
        return page.after().isEmpty() ? "" : QualifiedName.ofKey(page.after()).database() + ".";
    }

    private List<String> names(Handle handle, UUID namespaceId, PageRequest page, Visibility visibility) {
        return NameRange.bind(visible.query(handle, names, visibility, namespaceId), page)
                .bind("namespace", Columns.bytes(namespaceId))
                .mapTo(String.class)
                .list();
    }

    private static Database database(ResultSet row) throws SQLException {
        return new Database(Columns.uuid(row, "id"), Columns.uuid(row, "catalog_id"), row.getString("name"));
    }
}
