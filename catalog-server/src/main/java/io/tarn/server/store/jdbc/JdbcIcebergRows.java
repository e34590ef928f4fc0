package io.tarn.server.store.jdbc;

import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.store.IcebergRows;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcIcebergRows(Handle handle) implements IcebergRows {
    private static final String FIND = JdbcRelationRows.HEAD_COLUMNS + """
            , m.metadata_location
            from namespace n
            join relation r on r.namespace_id = n.id
            join branch b on b.relation_id = r.id
            left join iceberg_metadata m on m.relation_id = r.id
            where n.catalog_id = ? and n.name = ? and r.name = ? and b.name = ?
            """;

    private static final String METADATA =
            "select metadata_location from iceberg_metadata where relation_id = :relation";

    private static final String AMONG = """
            select r.name from relation r
            left join iceberg_metadata m on m.relation_id = r.id
            where r.namespace_id = :namespace and r.name in (<names>) and (m.relation_id is not null
              or (r.kind in ('table', 'materialized-table') and not r.external))
            """;

    private static final String INSERT = """
            insert into iceberg_metadata (relation_id, metadata_location, previous_location, changed_at)
            values (:relation, :metadata, '', :now)
            """;

    /** The statement that decides a commit. */
    private static final String MOVE = """
            update iceberg_metadata
            set metadata_location = ?, previous_location = ?, changed_at = ?
            where relation_id = ? and metadata_location = ?
            """;

    private static final String DELETE = "delete from iceberg_metadata where relation_id = :relation";

    private static final String VIEW = "select metadata_location, body from iceberg_view where relation_id = :relation";

    private static final String VIEWS_AMONG = """
            select r.name from relation r
            join iceberg_view v on v.relation_id = r.id
            where r.namespace_id = :namespace and r.kind = 'view' and r.name in (<names>)
            """;

    private static final String PUT_VIEW = """
            insert into iceberg_view (relation_id, metadata_location, body) values (:relation, :metadata, :body)
            on duplicate key update metadata_location = values(metadata_location), body = values(body)
            """;

    private static final String REPORT = """
            insert into iceberg_metrics (relation_id, id, body, reported_by)
            select relation_id, :id, :body, :principal from iceberg_metadata where relation_id = :relation
            """;

    private static final String OLDEST_KEPT = """
            select id from iceberg_metrics where relation_id = :relation order by id desc limit 1 offset :others
            """;

    private static final String REPORTS =
            "select id, body, reported_by from iceberg_metrics where relation_id = :relation order by id desc";

    private static final String FORGET = "delete from iceberg_metrics where relation_id = :relation and id < :oldest";

    private static final String FORGET_ALL = "delete from iceberg_metrics where relation_id = :relation";

    @Override
    public Optional<Pointed> find(UUID catalogId, TableName name) {
        return Sql.first(
                handle,
                FIND,
                row -> new Pointed(
                        JdbcRelationRows.head(row),
                        Optional.ofNullable(row.getString("metadata_location")).map(Location::parse)),
                Columns.bytes(catalogId),
                name.database(),
                name.table(),
                name.branch());
    }

    @Override
    public Optional<Location> metadata(UUID relationId) {
        return handle.createQuery(METADATA)
                .bind("relation", Columns.bytes(relationId))
                .mapTo(String.class)
                .findOne()
                .map(Location::parse);
    }

    @Override
    public Set<String> among(UUID namespaceId, Collection<String> names) {
        return among(AMONG, namespaceId, names);
    }

    @Override
    public Set<String> viewsAmong(UUID namespaceId, Collection<String> names) {
        return among(VIEWS_AMONG, namespaceId, names);
    }

    private Set<String> among(String sql, UUID namespaceId, Collection<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(handle.createQuery(sql)
                .bind("namespace", Columns.bytes(namespaceId))
                .bindList("names", List.copyOf(names))
                .mapTo(String.class)
                .list());
    }

    @Override
    public void insert(UUID relationId, Location metadata, long now) {
        handle.createUpdate(INSERT)
                .bind("relation", Columns.bytes(relationId))
                .bind("metadata", metadata.toString())
                .bind("now", now)
                .execute();
    }

    @Override
    public boolean move(UUID relationId, Location from, Location to, long now) {
        return Sql.update(handle, MOVE, to.toString(), from.toString(), now, Columns.bytes(relationId), from.toString())
                == 1;
    }

    @Override
    public boolean delete(UUID relationId) {
        boolean there = handle.createUpdate(DELETE)
                        .bind("relation", Columns.bytes(relationId))
                        .execute()
                == 1;
        if (there) {
            handle.createUpdate(FORGET_ALL)
                    .bind("relation", Columns.bytes(relationId))
                    .execute();
        }
        return there;
    }

    @Override
    public Optional<ViewRow> view(UUID relationId) {
        return handle.createQuery(VIEW)
                .bind("relation", Columns.bytes(relationId))
                .map((row, context) ->
                        new ViewRow(Location.parse(row.getString("metadata_location")), row.getString("body")))
                .findOne();
    }

    @Override
    public void putView(UUID relationId, ViewRow row) {
        handle.createUpdate(PUT_VIEW)
                .bind("relation", Columns.bytes(relationId))
                .bind("metadata", row.metadata().toString())
                .bind("body", row.body())
                .execute();
    }

    @Override
    public void report(Report report, int kept) {
        handle.createUpdate(REPORT)
                .bind("relation", Columns.bytes(report.relationId()))
                .bind("id", Columns.bytes(report.id()))
                .bind("body", report.body())
                .bind("principal", report.principal())
                .execute();
        handle.createQuery(OLDEST_KEPT)
                .bind("relation", Columns.bytes(report.relationId()))
                .bind("others", kept - 1)
                .mapTo(byte[].class)
                .findOne()
                .ifPresent(oldest -> handle.createUpdate(FORGET)
                        .bind("relation", Columns.bytes(report.relationId()))
                        .bind("oldest", oldest)
                        .execute());
    }

    @Override
    public List<Report> reports(UUID relationId) {
        return handle.createQuery(REPORTS)
                .bind("relation", Columns.bytes(relationId))
                .map((row, context) -> new Report(
                        relationId, Columns.uuid(row, "id"), row.getString("body"), row.getString("reported_by")))
                .list();
    }
}
