package io.tarn.server.store.jdbc;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.store.RoutineRows;
import io.tarn.server.store.jdbc.QualifiedNameRange.Probe;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

record JdbcRoutineRows(Handle handle) implements RoutineRows {
    private static final String COLUMNS = """
            select o.id, o.namespace_id, o.name, o.body, o.version, o.owner, o.owner_id,
              o.created_at, o.created_by, o.updated_at, o.updated_by
            """;

    private static final String FIND = COLUMNS + """
            from namespace n
            join routine o on o.namespace_id = n.id
            where n.catalog_id = :catalog and n.name = :database and o.name = :function
            """;

    private static final String NAMES = """
            select o.name from routine o
            where o.namespace_id = :namespace and <visible> and
            """ + NameRange.condition("o.namespace_id", "o.name");

    private static final String LIST = COLUMNS + """
            from routine o
            where o.namespace_id = :namespace and <visible> and
            """ + NameRange.condition("o.namespace_id", "o.name");

    private static final String LIST_BY_ID = COLUMNS + "from routine o where o.id in (<ids>)";

    private static final VisibleRows VISIBLE =
            new VisibleRows("routine", "o", "namespace_id", "'function'", "object_id");

    private static final QualifiedNameRange EVERYWHERE = new QualifiedNameRange(
            VISIBLE,
            kind -> true,
            "",
            new Probe("uk_routine_name", List.of("o.namespace_id", "o.name")),
            "o.namespace_id",
            "o.name");

    private static final String INSERT = """
            insert into routine (id, namespace_id, name, body, version, owner, owner_id,
              created_at, created_by, updated_at, updated_by)
            values (:id, :namespace, :name, :body, :version, :owner, :ownerId,
              :createdAt, :createdBy, :updatedAt, :updatedBy)
            """;

    private static final String UPDATE = """
            update routine
            set body = :body, version = :version, updated_at = :updatedAt, updated_by = :updatedBy
            where id = :id and version = :version - 1
            """;

    private static final String DELETE = "delete from routine where id = :id";

    private static final String ANY_IN = "select 1 from routine where namespace_id = :namespace limit 1";

    private static final String DELETE_ALL = "delete from routine where namespace_id = :namespace";

    @Override
    public Optional<Routine> find(UUID catalogId, QualifiedName name) {
        return handle.createQuery(FIND)
                .bind("catalog", Columns.bytes(catalogId))
                .bind("database", name.database())
                .bind("function", name.object())
                .map((row, context) -> routine(row))
                .findOne();
    }

    @Override
    public Page<String> names(UUID namespaceId, PageRequest page, Visibility visible) {
        return VISIBLE.page(handle, visible, namespaceId, page, kind -> true)
                .map(FoundPage::names)
                .orElseGet(() -> Page.of(
                        query(NAMES, namespaceId, page, visible)
                                .mapTo(String.class)
                                .list(),
                        page.size(),
                        name -> name));
    }

    @Override
    public Page<Routine> list(UUID namespaceId, PageRequest page, Visibility visible) {
        return VISIBLE.page(handle, visible, namespaceId, page, kind -> true)
                .map(few -> few.entries(handle, LIST_BY_ID, JdbcRoutineRows::routine))
                .orElseGet(() -> Page.of(
                        query(LIST, namespaceId, page, visible)
                                .map((row, context) -> routine(row))
                                .list(),
                        page.size(),
                        Routine::name));
    }

    private Query query(String sql, UUID namespaceId, PageRequest page, Visibility visible) {
        return NameRange.bind(VISIBLE.query(handle, sql, visible, namespaceId), page)
                .bind("namespace", Columns.bytes(namespaceId));
    }

    @Override
    public Page<QualifiedName> list(UUID catalogId, CatalogPageRequest page, Visibility visible) {
        return EVERYWHERE.list(handle, catalogId, page, visible);
    }

    @Override
    public void insert(Routine routine) {
        Columns.bindNew(handle.createUpdate(INSERT), routine.id(), routine.name(), routine.audit())
                .bind("namespace", Columns.bytes(routine.namespaceId()))
                .bind("body", DefinitionText.write(routine.definition()))
                .bind("version", routine.version())
                .execute();
    }

    @Override
    public boolean update(Routine changed) {
        return Columns.bindChanged(handle.createUpdate(UPDATE), changed.id(), changed.audit())
                        .bind("body", DefinitionText.write(changed.definition()))
                        .bind("version", changed.version())
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(UUID id) {
        return handle.createUpdate(DELETE).bind("id", Columns.bytes(id)).execute() == 1;
    }

    @Override
    public boolean anyIn(UUID namespaceId) {
        return handle.createQuery(ANY_IN)
                .bind("namespace", Columns.bytes(namespaceId))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public void deleteAll(UUID namespaceId) {
        handle.createUpdate(DELETE_ALL)
                .bind("namespace", Columns.bytes(namespaceId))
                .execute();
    }

    @Override
    public boolean setOwner(UUID id, Principal owner) {
        return Columns.setOwner(handle, "routine", id, owner);
    }

    private static Routine routine(ResultSet row) throws SQLException {
        return new Routine(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "namespace_id"),
                row.getString("name"),
                DefinitionText.routine(row.getString("body")),
                row.getLong("version"),
                Columns.audit(row));
    }
}
