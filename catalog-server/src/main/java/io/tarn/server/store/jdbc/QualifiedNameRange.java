package io.tarn.server.store.jdbc;

import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/**
 * A page of a list over all databases of a catalog, as a condition on a namespace {@code n} and an object {@code o} in it.
 * It costs one probe of an index for each database, and a look at each object of the asked kind behind the page's start.
 *
 * <p>Two objects can have one {@code database.object}, as names may contain dots; the database's name then decides.
 */
final class QualifiedNameRange {
    static final String CONDITION = """
            n.catalog_id = :catalog
              and (concat(n.name, '.', o.name) > :after
                or (concat(n.name, '.', o.name) = :after and n.name > :afterDatabase))
              and (:exactDatabase = '' or n.name = :exactDatabase)
              and n.name like :databasePrefix escape '!'
              and (:exact = '' or o.name = :exact)
              and o.name like :prefix escape '!'
            order by concat(n.name, '.', o.name), n.name
            limit :size
            """;

    private QualifiedNameRange() {}

    /** @param query selects {@code n.name as database_name, o.name} under {@link #CONDITION} */
    static Page<QualifiedName> list(Query query, UUID catalogId, CatalogPageRequest page) {
        QualifiedName after = QualifiedName.ofKey(page.after());
        return Page.of(
                query.bind("catalog", Columns.bytes(catalogId))
                        .bind("after", page.after().isEmpty() ? "" : after.toString())
                        .bind("afterDatabase", after.database())
                        .bind("exactDatabase", NameRange.exact(page.databases()))
                        .bind("databasePrefix", NameRange.prefix(page.databases()))
                        .bind("exact", NameRange.exact(page.objects()))
                        .bind("prefix", NameRange.prefix(page.objects()))
                        .bind("size", page.size())
                        .map((row, context) -> new QualifiedName(row.getString("database_name"), row.getString("name")))
                        .list(),
                page.size(),
                QualifiedName::key);
    }
}
