package io.tarn.server.store.jdbc;

import io.tarn.auth.Principal;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Audit;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Location;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.store.RelationRows;
import io.tarn.server.store.jdbc.Inserts.Into;
import io.tarn.server.store.jdbc.QualifiedNameRange.Probe;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

record JdbcRelationRows(Handle handle) implements RelationRows {
    static final String HEAD_COLUMNS = """
            select r.id, r.catalog_id, r.namespace_id, r.kind, r.external, r.name, r.location, r.owner, r.owner_id,
              r.created_at, r.created_by, r.updated_at, r.updated_by,
              b.name as branch, b.schema_id, b.schema_published, b.snapshot_id, b.snapshot_uuid, b.snapshot_published,
              b.record_count, b.file_count, b.file_bytes, b.last_file_at, b.top_snapshot_id,
              b.epoch, b.settled
            """;

    private static final String HEAD_BY_NAME = HEAD_COLUMNS + """
            from namespace n
            join relation r on r.namespace_id = n.id
            join branch b on b.relation_id = r.id
            where n.catalog_id = ? and n.name = ? and r.name = ? and b.name = ?
            """;

    private static final String HEAD_BY_ID = HEAD_COLUMNS + """
            from relation r
            join branch b on b.relation_id = r.id
            where r.id = ? and b.name = ?
            """;

    private static final String HEADS = HEAD_COLUMNS + """
            from relation r
            join branch b on b.relation_id = r.id
            where b.relation_id > :after or (b.relation_id = :after and b.name > :afterBranch)
            order by b.relation_id, b.name
            limit :size
            """;

    private static final VisibleRows VISIBLE = new VisibleRows("relation", "r", "namespace_id", "kind", "object_id");

    private static final String LIST = """
            select r.name from relation r
            where r.namespace_id = :namespace and r.kind <> 'view' and <visible> and
            """ + NameRange.condition("r.namespace_id", "r.name");

    private static final String LIST_OF_KIND = """
            select r.name from relation r
            where r.namespace_id = :namespace and r.kind <> 'view' and r.kind = :kind and <visible> and
            """ + NameRange.condition("r.namespace_id", "r.kind", "r.name");

    private static final QualifiedNameRange EVERYWHERE = new QualifiedNameRange(
            new VisibleRows("relation", "o", "namespace_id", "kind", "object_id"),
            JdbcRelationRows::isTable,
            "and o.kind <> 'view'",
            new Probe("ix_relation_kind", List.of("o.namespace_id", "o.kind", "o.name")),
            "o.namespace_id",
            "o.name");

    private static final String DETAIL_COLUMNS = HEAD_COLUMNS + ", s.body as schema_body\n";

    private static final String JOIN_SCHEMA = """
            join table_schema s on s.relation_id = r.id and s.branch = b.name and s.schema_id = b.schema_id
            """;

    private static final String DETAIL_BY_NAME = DETAIL_COLUMNS + """
            from namespace n
            join relation r on r.namespace_id = n.id
            join branch b on b.relation_id = r.id
            """ + JOIN_SCHEMA + """
            where n.catalog_id = ? and n.name = ? and r.name = ? and b.name = ?
            """;

    private static final String DETAIL_BY_ID = DETAIL_COLUMNS + """
            from relation r
            join branch b on b.relation_id = r.id and b.name = 'main'
            """ + JOIN_SCHEMA + """
            where r.id = :id
            """;

    private static final String DETAILS = DETAIL_COLUMNS + """
            from relation r
            join branch b on b.relation_id = r.id and b.name = 'main'
            """ + JOIN_SCHEMA + """
            where r.namespace_id = :namespace and r.kind <> 'view' and <visible> and
            """;

    private static final String DETAILS_OF_ANY_KIND = DETAILS + NameRange.condition("r.namespace_id", "r.name");

    private static final String DETAILS_OF_KIND =
            DETAILS + "r.kind = :kind and " + NameRange.condition("r.namespace_id", "r.kind", "r.name");

    private static final String DETAILS_BY_ID = DETAIL_COLUMNS + """
            from relation r
            join branch b on b.relation_id = r.id and b.name = 'main'
            """ + JOIN_SCHEMA + "where r.id in (<ids>)";

    private static final String NAME_OF = """
            select n.name as database_name, r.name
            from relation r
            join namespace n on n.id = r.namespace_id
            where r.id = :id and r.catalog_id = :catalog and r.kind <> 'view'
            """;

    private static final String IN_NAMESPACE = """
            select id, catalog_id, namespace_id, kind, external, name, location, owner, owner_id, created_at, created_by, updated_at, updated_by
            from relation where namespace_id = :namespace and kind <> 'view'
            """;

    private static final String TAKEN = "select 1 from relation where namespace_id = ? and name = ?";

    static final Into RELATION = new Into(
            "relation",
            "id, catalog_id, namespace_id, kind, external, name, location, owner, owner_id,"
                    + " created_at, created_by, updated_at, updated_by");

    private static final String RENAME = """
            update relation
            set namespace_id = :toNamespace, name = :toName, updated_at = :updatedAt, updated_by = :updatedBy
            where id = :id and namespace_id = :fromNamespace and name = :fromName
            """;

    private static final String RELOCATE =
            "update relation set location = :location, external = true where id = :id and kind <> 'view'";

    private static final String DELETE = "delete from relation where id = :id";

    private static final String FIND = """
            select id, catalog_id, namespace_id, kind, external, name, location, owner, owner_id, created_at, created_by, updated_at, updated_by
            from relation where id = :id and kind <> 'view'
            """;

    private static final String TOUCH_BRANCHES = "update relation set child_epoch = child_epoch + 1 where id = :id";

    private static final String TOUCH = "update relation set updated_at = ?, updated_by = ? where id = ?";

    @Override
    public Optional<Head> head(UUID catalogId, TableName name) {
        return Sql.first(
                handle,
                HEAD_BY_NAME,
                JdbcRelationRows::head,
                Columns.bytes(catalogId),
                name.database(),
                name.table(),
                name.branch());
    }

    @Override
    public Optional<Head> head(UUID relationId, String branch) {
        return Sql.first(handle, HEAD_BY_ID, JdbcRelationRows::head, Columns.bytes(relationId), branch);
    }

    @Override
    public List<Head> heads(UUID afterRelation, String afterBranch, int size) {
        return handle.createQuery(HEADS)
                .bind("after", Columns.bytes(afterRelation))
                .bind("afterBranch", afterBranch)
                .bind("size", size)
                .map((row, context) -> head(row))
                .list();
    }

    @Override
    public Page<String> list(UUID namespaceId, PageRequest page, @Nullable String kind, Visibility visible) {
        return VISIBLE.page(handle, visible, namespaceId, page, listed(kind))
                .map(few -> few.names())
                .orElseGet(() -> Page.of(
                        ofKind(kind == null ? LIST : LIST_OF_KIND, namespaceId, page, kind, visible)
                                .mapTo(String.class)
                                .list(),
                        page.size(),
                        name -> name));
    }

    @Override
    public Page<QualifiedName> list(UUID catalogId, CatalogPageRequest page, Visibility visible) {
        return EVERYWHERE.list(handle, catalogId, page, visible);
    }

    @Override
    public Page<Detail> details(UUID namespaceId, PageRequest page, @Nullable String kind, Visibility visible) {
        return VISIBLE.page(handle, visible, namespaceId, page, listed(kind))
                .map(few -> few.entries(handle, DETAILS_BY_ID, JdbcRelationRows::detail))
                .orElseGet(() -> Page.of(
                        ofKind(kind == null ? DETAILS_OF_ANY_KIND : DETAILS_OF_KIND, namespaceId, page, kind, visible)
                                .map((row, context) -> detail(row))
                                .list(),
                        page.size(),
                        detail -> detail.head().relation().name()));
    }

    private Query ofKind(String sql, UUID namespaceId, PageRequest page, @Nullable String kind, Visibility visible) {
        Query query = NameRange.bind(VISIBLE.query(handle, sql, visible, namespaceId), page)
                .bind("namespace", Columns.bytes(namespaceId));
        return kind == null ? query : query.bind("kind", kind);
    }

    private static Predicate<String> listed(@Nullable String kind) {
        return each -> isTable(each) && (kind == null || each.equals(kind));
    }

    private static boolean isTable(String kind) {
        return !kind.equals("view");
    }

    @Override
    public Optional<Detail> detail(UUID catalogId, TableName name) {
        return Sql.first(
                handle,
                DETAIL_BY_NAME,
                JdbcRelationRows::detail,
                Columns.bytes(catalogId),
                name.database(),
                name.table(),
                name.branch());
    }

    @Override
    public Optional<Detail> detail(UUID relationId) {
        return handle.createQuery(DETAIL_BY_ID)
                .bind("id", Columns.bytes(relationId))
                .map((row, context) -> detail(row))
                .findOne();
    }

    @Override
    public Optional<TableName> nameOf(UUID catalogId, UUID relationId) {
        return handle.createQuery(NAME_OF)
                .bind("catalog", Columns.bytes(catalogId))
                .bind("id", Columns.bytes(relationId))
                .map((row, context) ->
                        new TableName(row.getString("database_name"), row.getString("name"), TableName.MAIN))
                .findOne();
    }

    @Override
    public List<Relation> inNamespace(UUID namespaceId) {
        return handle.createQuery(IN_NAMESPACE)
                .bind("namespace", Columns.bytes(namespaceId))
                .map((row, context) -> relation(row))
                .list();
    }

    @Override
    public boolean taken(UUID namespaceId, String name) {
        return Sql.first(handle, TAKEN, row -> true, Columns.bytes(namespaceId), name)
                .isPresent();
    }

    @Override
    public void insert(Relation relation) {
        RELATION.insert(handle, row(relation));
    }

    static @Nullable Object[] row(Relation relation) {
        Audit audit = relation.audit();
        return new @Nullable Object[] {
            Columns.bytes(relation.id()),
            Columns.bytes(relation.catalogId()),
            Columns.bytes(relation.namespaceId()),
            relation.kind().word(),
            relation.external(),
            relation.name(),
            relation.location().toString(),
            audit.owner(),
            Columns.bytesOrNull(audit.ownerId()),
            audit.createdAt(),
            audit.createdBy(),
            audit.updatedAt(),
            audit.updatedBy()
        };
    }

    @Override
    public boolean rename(Relation from, Relation to) {
        return Columns.bindChanged(handle.createUpdate(RENAME), from.id(), to.audit())
                        .bind("fromNamespace", Columns.bytes(from.namespaceId()))
                        .bind("fromName", from.name())
                        .bind("toNamespace", Columns.bytes(to.namespaceId()))
                        .bind("toName", to.name())
                        .execute()
                == 1;
    }

    @Override
    public boolean relocate(UUID id, Location location) {
        return handle.createUpdate(RELOCATE)
                        .bind("id", Columns.bytes(id))
                        .bind("location", location.toString())
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(UUID id) {
        return handle.createUpdate(DELETE).bind("id", Columns.bytes(id)).execute() == 1;
    }

    @Override
    public void touch(UUID id, long now, String principal) {
        int unused = Sql.update(handle, TOUCH, now, principal, Columns.bytes(id));
    }

    @Override
    public Optional<Relation> find(UUID id) {
        return handle.createQuery(FIND)
                .bind("id", Columns.bytes(id))
                .map((row, context) -> relation(row))
                .findOne();
    }

    @Override
    public boolean touchBranches(UUID id) {
        return handle.createUpdate(TOUCH_BRANCHES).bind("id", Columns.bytes(id)).execute() == 1;
    }

    private static Detail detail(ResultSet row) throws SQLException {
        Head head = head(row);
        return new Detail(head, new TableSchema(head.branch().schemaId(), row.getString("schema_body")));
    }

    static Head head(ResultSet row) throws SQLException {
        Relation relation = relation(row);
        return new Head(relation, JdbcBranchRows.branch(row));
    }

    @Override
    public boolean setOwner(UUID id, Principal owner) {
        return Columns.setOwner(handle, "relation", id, owner);
    }

    private static Relation relation(ResultSet row) throws SQLException {
        return new Relation(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "catalog_id"),
                Columns.uuid(row, "namespace_id"),
                kind(row.getString("kind")),
                row.getBoolean("external"),
                row.getString("name"),
                Location.parse(row.getString("location")),
                Columns.audit(row));
    }

    private static TableKind kind(String word) {
        return TableKind.of(word)
                .orElseThrow(() -> new IllegalStateException("a stored table is of the unknown type " + word));
    }
}
