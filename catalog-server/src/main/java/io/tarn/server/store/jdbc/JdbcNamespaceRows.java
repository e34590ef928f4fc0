package io.tarn.server.store.jdbc;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.store.NamespaceRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcNamespaceRows(Handle handle) implements NamespaceRows {
    private static final String FIND = """
            select id, catalog_id, name, options, version, owner, owner_id, created_at, created_by, updated_at, updated_by
            from namespace
            where catalog_id = :catalog and name = :name
            """;

    private static final VisibleRows VISIBLE =
            new VisibleRows("namespace", "n", "catalog_id", "'database'", "database_id");

    private static final String LIST = """
            select n.name from namespace n
            where n.catalog_id = :catalog and <visible> and
            """ + NameRange.condition("n.catalog_id", "n.name");

    private static final String INSERT = """
            insert into namespace (id, catalog_id, name, options, owner, owner_id, child_epoch, version,
              created_at, created_by, updated_at, updated_by)
            values (:id, :catalog, :name, :options, :owner, :ownerId, 0, :version,
              :createdAt, :createdBy, :updatedAt, :updatedBy)
            """;

    private static final String UPDATE = """
            update namespace
            set options = :options, version = :version, updated_at = :updatedAt, updated_by = :updatedBy
            where id = :id and version = :version - 1
            """;

    private static final String TOUCH = "update namespace set child_epoch = child_epoch + 1 where id = ?";

    private static final String DELETE = "delete from namespace where id = :id";

    @Override
    public Optional<Namespace> find(UUID catalogId, String name) {
        return handle.createQuery(FIND)
                .bind("catalog", Columns.bytes(catalogId))
                .bind("name", name)
                .map((row, context) -> namespace(row))
                .findOne();
    }

    @Override
    public Page<String> list(UUID catalogId, PageRequest page, Visibility visible) {
        return VISIBLE.page(handle, visible, catalogId, page, kind -> true)
                .map(FoundPage::names)
                .orElseGet(() -> Page.of(
                        NameRange.bind(VISIBLE.query(handle, LIST, visible, catalogId), page)
                                .bind("catalog", Columns.bytes(catalogId))
                                .mapTo(String.class)
                                .list(),
                        page.size(),
                        name -> name));
    }

    @Override
    public void insert(Namespace namespace) {
        Columns.bindNew(handle.createUpdate(INSERT), namespace.id(), namespace.name(), namespace.audit())
                .bind("catalog", Columns.bytes(namespace.catalogId()))
                .bind("options", OptionsText.write(namespace.options()))
                .bind("version", namespace.version())
                .execute();
    }

    @Override
    public boolean update(Namespace changed) {
        return Columns.bindChanged(handle.createUpdate(UPDATE), changed.id(), changed.audit())
                        .bind("options", OptionsText.write(changed.options()))
                        .bind("version", changed.version())
                        .execute()
                == 1;
    }

    @Override
    public boolean touch(UUID id) {
        return Sql.update(handle, TOUCH, Columns.bytes(id)) == 1;
    }

    @Override
    public boolean delete(UUID id) {
        return handle.createUpdate(DELETE).bind("id", Columns.bytes(id)).execute() == 1;
    }

    @Override
    public boolean setOwner(UUID id, Principal owner) {
        return Columns.setOwner(handle, "namespace", id, owner);
    }

    private static Namespace namespace(ResultSet row) throws SQLException {
        return new Namespace(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "catalog_id"),
                row.getString("name"),
                OptionsText.read(row.getString("options")),
                row.getLong("version"),
                Columns.audit(row));
    }
}
