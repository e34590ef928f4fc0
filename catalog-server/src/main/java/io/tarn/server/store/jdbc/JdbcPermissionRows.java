package io.tarn.server.store.jdbc;

import io.tarn.auth.Grant;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Page;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.PermissionRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

record JdbcPermissionRows(Handle handle) implements PermissionRows {
    static final String GRANT_COLUMNS = """
            select g.id as grant_id, g.resource_type, g.object_id, g.catalog_id, g.database_id, g.location, g.principal_id,
              g.privilege, g.column_names, g.expires_at, g.since_at, g.since_by, g.until_epoch, g.until_at, g.until_by
            """;

    private static final String FIND = GRANT_COLUMNS + """
            from permission g
            where g.object_id = :object and g.resource_type = :type and g.principal_id = :principal
              and g.privilege = :privilege and g.until_epoch = 0
            """;

    private static final String INSERT = """
            insert into permission (id, resource_type, object_id, catalog_id, database_id, location, principal_id, privilege,
              column_names, expires_at, since_epoch, since_at, since_by, until_epoch, until_at, until_by)
            values (:id, :type, :object, :catalog, :database, :location, :principal, :privilege,
              :columns, :expiresAt, :epoch, :at, :by, 0, 0, '')
            """;

    private static final String END =
            "update permission set until_epoch = :epoch, until_at = :at, until_by = :by where until_epoch = 0 and ";

    private static final String ANY_ON = """
            select count(*) from (
              select 1 as one from permission where object_id = :object and until_epoch = 0
              union all
              select 1 as one from permission where database_id = :object and until_epoch = 0
            ) found
            """;

    /** What lasts in the new place is a new row, so that replicas learn of it; the old one ends. */
    private static final String ON_OBJECT = GRANT_COLUMNS + """
            from permission g where g.object_id = :object and g.until_epoch = 0
            """;

    /** An object that is gone has no name, and nothing that was granted on it is shown. */
    private static final String LIST = GRANT_COLUMNS + """
              , p.kind, p.name, c.name as catalog_name, n.name as database_name, r.name as relation_name, f.name as routine_name
            from permission g
            join principal p on p.id = g.principal_id
            join catalog c on c.id = g.catalog_id
            left join namespace n on n.id = g.database_id
            left join relation r on r.id = g.object_id
            left join routine f on f.id = g.object_id
            where g.catalog_id = :catalog and g.until_epoch = 0 and g.id > :after
              and (:anyObject or g.object_id = :object)
              and (:type = '' or g.resource_type = :type)
              and (:anyPrincipal or g.principal_id in (<principals>))
              and (:privilege = '' or g.privilege = :privilege)
              and (g.database_id is null or n.id is not null)
              and (g.resource_type in ('CATALOG', 'CATALOG_ALL', 'DATABASE', 'DATABASE_ALL', 'LOCATION')
                or r.id is not null or f.id is not null)
            order by g.id
            limit :size
            """;

    private static final String AT = GRANT_COLUMNS + """
            from permission g
            where g.object_id in (<objects>) and g.since_at <= :moment and (g.until_epoch = 0 or g.until_at > :moment)
            """;

    private static final String HISTORY = GRANT_COLUMNS + """
              , p.kind, p.name
            from permission g
            join principal p on p.id = g.principal_id
            where g.object_id = :object
            order by g.since_epoch, g.id
            """;

    private static final UUID NONE = new UUID(0, 0);

    @Override
    public Optional<Grant> find(UUID object, ResourceType type, UUID principal, Privilege privilege) {
        return handle.createQuery(FIND)
                .bind("object", Columns.bytes(object))
                .bind("type", type.name())
                .bind("principal", Columns.bytes(principal))
                .bind("privilege", privilege.name())
                .map((row, context) -> grant(row))
                .findOne();
    }

    @Override
    public void insert(Grant grant, String location, PolicyChange change) {
        UUID database = grant.database();
        Columns.bind(handle.createUpdate(INSERT), change)
                .bind("id", Columns.bytes(grant.id()))
                .bind("type", grant.type().name())
                .bind("object", Columns.bytes(grant.object()))
                .bind("catalog", Columns.bytes(grant.catalog()))
                .bind("database", database == null ? null : Columns.bytes(database))
                .bind("location", location)
                .bind("principal", Columns.bytes(grant.principal()))
                .bind("privilege", grant.privilege().name())
                .bind("columns", ColumnSetText.write(grant.columns()))
                .bind("expiresAt", grant.expiresAt())
                .execute();
    }

    @Override
    public boolean end(UUID id, PolicyChange change) {
        return Columns.bind(handle.createUpdate(END + "id = :id"), change)
                        .bind("id", Columns.bytes(id))
                        .execute()
                == 1;
    }

    @Override
    public boolean anyOn(UUID object) {
        return handle.createQuery(ANY_ON)
                        .bind("object", Columns.bytes(object))
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    @Override
    public void endOn(UUID object, PolicyChange change) {
        for (String column : List.of("object_id", "database_id")) {
            Columns.bind(handle.createUpdate(END + column + " = :object"), change)
                    .bind("object", Columns.bytes(object))
                    .execute();
        }
    }

    @Override
    public void endOf(UUID principal, PolicyChange change) {
        Columns.bind(handle.createUpdate(END + "principal_id = :principal"), change)
                .bind("principal", Columns.bytes(principal))
                .execute();
    }

    @Override
    public void move(UUID object, UUID database, PolicyChange change) {
        List<Grant> grants = handle.createQuery(ON_OBJECT)
                .bind("object", Columns.bytes(object))
                .map((row, context) -> grant(row))
                .list();
        for (Grant grant : grants) {
            end(grant.id(), change);
            insert(grant.movedTo(Ids.next(), database), "", change);
        }
    }

    @Override
    public Page<Permission> list(UUID catalog, Filter filter, String after, int size) {
        Set<UUID> principals = filter.principals() == null ? Set.of(NONE) : filter.principals();
        Query query = handle.createQuery(LIST)
                .bind("catalog", Columns.bytes(catalog))
                .bind("after", Columns.bytes(after.isEmpty() ? NONE : UUID.fromString(after)))
                .bind("anyObject", filter.object() == null)
                .bind("object", Columns.bytes(filter.object() == null ? NONE : filter.object()))
                .bind("type", filter.type() == null ? "" : filter.type().name())
                .bind("anyPrincipal", filter.principals() == null)
                .bindList("principals", principals.stream().map(Columns::bytes).toList())
                .bind(
                        "privilege",
                        filter.privilege() == null ? "" : filter.privilege().name())
                .bind("size", size);
        return Page.of(
                query.map((row, context) -> permission(row)).list(),
                size,
                permission -> permission.grant().id().toString());
    }

    @Override
    public List<Period> history(UUID object) {
        return handle.createQuery(HISTORY)
                .bind("object", Columns.bytes(object))
                .map((row, context) -> new Period(
                        grant(row),
                        JdbcPrincipalRows.principal(row, "principal_id"),
                        row.getLong("since_at"),
                        row.getString("since_by"),
                        row.getLong("until_at"),
                        row.getString("until_by")))
                .list();
    }

    @Override
    public List<GrantState> at(Set<UUID> objects, long moment) {
        return handle.createQuery(AT)
                .bindList("objects", objects.stream().map(Columns::bytes).toList())
                .bind("moment", moment)
                .map((row, context) -> new GrantState(grant(row), true))
                .list();
    }

    private static Permission permission(ResultSet row) throws SQLException {
        String database = row.getString("database_name");
        return new Permission(
                grant(row),
                JdbcPrincipalRows.principal(row, "principal_id"),
                new Place(row.getString("catalog_name"), database == null ? "" : database, object(row)),
                row.getLong("since_at"),
                row.getString("since_by"));
    }

    private static String object(ResultSet row) throws SQLException {
        for (String column : List.of("relation_name", "routine_name")) {
            String name = row.getString(column);
            if (name != null) {
                return name;
            }
        }
        return row.getString("location");
    }

    static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                Columns.uuid(row, "grant_id"),
                Columns.uuid(row, "principal_id"),
                ResourceType.valueOf(row.getString("resource_type")),
                Columns.uuid(row, "object_id"),
                Columns.uuid(row, "catalog_id"),
                Columns.uuidOrNull(row, "database_id"),
                Privilege.valueOf(row.getString("privilege")),
                ColumnSetText.read(row.getString("column_names")),
                row.getLong("expires_at"));
    }
}
