package io.tarn.server.store.jdbc;

import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.View;
import io.tarn.server.store.ViewRows;
import io.tarn.server.store.jdbc.QualifiedNameRange.Probe;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

record JdbcViewRows(Handle handle) implements ViewRows {
    private static final String COLUMNS = """
            select r.id, r.catalog_id, r.namespace_id, r.name, r.owner, r.owner_id,
              r.created_at, r.created_by, r.updated_at, r.updated_by, d.body, d.version
            """;

    private static final String FIND = COLUMNS + """
            from namespace n
            join relation r on r.namespace_id = n.id
            join view_definition d on d.relation_id = r.id
            where n.catalog_id = :catalog and n.name = :database and r.name = :view and r.kind = 'view'
            """;

    private static final String NAMES = """
            select r.name from relation r
            where r.namespace_id = :namespace and r.kind = 'view' and <visible> and
            """ + NameRange.condition("r.namespace_id", "r.kind", "r.name");

    private static final String LIST = COLUMNS + """
            from relation r
            join view_definition d on d.relation_id = r.id
            where r.namespace_id = :namespace and r.kind = 'view' and <visible> and
            """ + NameRange.condition("r.namespace_id", "r.kind", "r.name");

    private static final String LIST_BY_ID = COLUMNS + """
            from relation r
            join view_definition d on d.relation_id = r.id
            where r.id in (<ids>)
            """;

    private static final VisibleRows VISIBLE = new VisibleRows("relation", "r", "namespace_id", "kind", "object_id");

    private static final QualifiedNameRange EVERYWHERE = new QualifiedNameRange(
            new VisibleRows("relation", "o", "namespace_id", "kind", "object_id"),
            "view"::equals,
            "and o.kind = 'view'",
            new Probe("ix_relation_kind", List.of("o.namespace_id", "o.kind", "o.name")),
            "o.namespace_id",
            "o.kind",
            "o.name");

    private static final String IN_NAMESPACE =
            "select id from relation where namespace_id = :namespace and kind = 'view'";

    private static final String INSERT_NAME = """
            insert into relation (id, catalog_id, namespace_id, kind, name, location, owner, owner_id,
              created_at, created_by, updated_at, updated_by)
            values (:id, :catalog, :namespace, 'view', :name, '', :owner, :ownerId,
              :createdAt, :createdBy, :updatedAt, :updatedBy)
            """;

    private static final String INSERT_DEFINITION =
            "insert into view_definition (relation_id, body, version) values (:id, :body, :version)";

    private static final String UPDATE_DEFINITION = """
            update view_definition set body = :body, version = :version
            where relation_id = :id and version = :version - 1
            """;

    private static final String UPDATE_AUDIT =
            "update relation set updated_at = :updatedAt, updated_by = :updatedBy where id = :id";

    private static final String RENAME = """
            update relation
            set namespace_id = :toNamespace, name = :toName, updated_at = :updatedAt, updated_by = :updatedBy
            where id = :id and namespace_id = :fromNamespace and name = :fromName
            """;

    private static final String DELETE_DEFINITION = "delete from view_definition where relation_id = :id";

    private static final String DELETE_DOCUMENT = "delete from iceberg_view where relation_id = :id";

    private static final String DELETE_NAME = "delete from relation where id = :id";

    @Override
    public Optional<View> find(UUID catalogId, QualifiedName name) {
        return handle.createQuery(FIND)
                .bind("catalog", Columns.bytes(catalogId))
                .bind("database", name.database())
                .bind("view", name.object())
                .map((row, context) -> view(row))
                .findOne();
    }

    @Override
    public Page<String> names(UUID namespaceId, PageRequest page, Visibility visible) {
        return VISIBLE.page(handle, visible, namespaceId, page, "view"::equals)
                .map(FoundPage::names)
                .orElseGet(() -> Page.of(
                        query(NAMES, namespaceId, page, visible)
                                .mapTo(String.class)
                                .list(),
                        page.size(),
                        name -> name));
    }

    @Override
    public Page<View> list(UUID namespaceId, PageRequest page, Visibility visible) {
        return VISIBLE.page(handle, visible, namespaceId, page, "view"::equals)
                .map(few -> few.entries(handle, LIST_BY_ID, JdbcViewRows::view))
                .orElseGet(() -> Page.of(
                        query(LIST, namespaceId, page, visible)
                                .map((row, context) -> view(row))
                                .list(),
                        page.size(),
                        View::name));
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
    public List<UUID> inNamespace(UUID namespaceId) {
        return handle.createQuery(IN_NAMESPACE)
                .bind("namespace", Columns.bytes(namespaceId))
                .map((row, context) -> Columns.uuid(row, "id"))
                .list();
    }

    @Override
    public void insert(View view) {
        Columns.bindNew(handle.createUpdate(INSERT_NAME), view.id(), view.name(), view.audit())
                .bind("catalog", Columns.bytes(view.catalogId()))
                .bind("namespace", Columns.bytes(view.namespaceId()))
                .execute();
        handle.createUpdate(INSERT_DEFINITION)
                .bind("id", Columns.bytes(view.id()))
                .bind("body", DefinitionText.write(view.definition()))
                .bind("version", view.version())
                .execute();
    }

    @Override
    public boolean update(View changed) {
        int updated = handle.createUpdate(UPDATE_DEFINITION)
                .bind("id", Columns.bytes(changed.id()))
                .bind("body", DefinitionText.write(changed.definition()))
                .bind("version", changed.version())
                .execute();
        if (updated != 1) {
            return false;
        }
        Columns.bindChanged(handle.createUpdate(UPDATE_AUDIT), changed.id(), changed.audit())
                .execute();
        return true;
    }

    @Override
    public boolean rename(View from, View to) {
        return Columns.bindChanged(handle.createUpdate(RENAME), from.id(), to.audit())
                        .bind("fromNamespace", Columns.bytes(from.namespaceId()))
                        .bind("fromName", from.name())
                        .bind("toNamespace", Columns.bytes(to.namespaceId()))
                        .bind("toName", to.name())
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(UUID id) {
        handle.createUpdate(DELETE_DEFINITION).bind("id", Columns.bytes(id)).execute();
        handle.createUpdate(DELETE_DOCUMENT).bind("id", Columns.bytes(id)).execute();
        return handle.createUpdate(DELETE_NAME).bind("id", Columns.bytes(id)).execute() == 1;
    }

    private static View view(ResultSet row) throws SQLException {
        return new View(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "catalog_id"),
                Columns.uuid(row, "namespace_id"),
                row.getString("name"),
                DefinitionText.view(row.getString("body")),
                row.getLong("version"),
                Columns.audit(row));
    }
}
