package io.tarn.server.store.jdbc;

import io.tarn.auth.Principal;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.store.PrincipalRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcPrincipalRows(Handle handle) implements PrincipalRows {
    private static final String FIND = "select id, name, root from principal where name = :name";

    private static final String FIND_ROOT =
            "select id, name, root from principal where root = true order by id limit 1";

    private static final String LIST = "select id, name, root from principal where " + NameRange.condition("name");

    private static final String INSERT = """
            insert into principal (id, name, root, created_at, created_by)
            values (:id, :name, :root, :now, :createdBy)
            """;

    private static final String DELETE = "delete from principal where id = :id";

    @Override
    public Optional<Principal> find(String name) {
        return handle.createQuery(FIND)
                .bind("name", name)
                .map((row, context) -> principal(row))
                .findOne();
    }

    @Override
    public Optional<Principal> findRoot() {
        return handle.createQuery(FIND_ROOT)
                .map((row, context) -> principal(row))
                .findOne();
    }

    @Override
    public Page<Principal> list(PageRequest page) {
        return Page.of(
                NameRange.bind(handle.createQuery(LIST), page)
                        .map((row, context) -> principal(row))
                        .list(),
                page.size(),
                Principal::name);
    }

    @Override
    public void insert(Principal principal, long now, String createdBy) {
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(principal.id()))
                .bind("name", principal.name())
                .bind("root", principal.root())
                .bind("now", now)
                .bind("createdBy", createdBy)
                .execute();
    }

    @Override
    public boolean delete(UUID id) {
        return handle.createUpdate(DELETE).bind("id", Columns.bytes(id)).execute() == 1;
    }

    private static Principal principal(ResultSet row) throws SQLException {
        return new Principal(Columns.uuid(row, "id"), row.getString("name"), row.getBoolean("root"));
    }
}
