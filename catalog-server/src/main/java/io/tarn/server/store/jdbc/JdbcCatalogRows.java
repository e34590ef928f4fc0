package io.tarn.server.store.jdbc;

import io.tarn.server.model.Catalog;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.store.CatalogRows;
import java.util.List;
import org.jdbi.v3.core.Handle;

record JdbcCatalogRows(Handle handle) implements CatalogRows {
    private static final String ALL = "select id, name, warehouse, layout from catalog order by name";

    private static final String INSERT = """
            insert into catalog (id, name, warehouse, layout, created_at)
            values (:id, :name, :warehouse, :layout, :now)
            """;

    @Override
    public List<Catalog> all() {
        return handle.createQuery(ALL)
                .map((row, context) -> new Catalog(
                        Columns.uuid(row, "id"),
                        row.getString("name"),
                        Location.parse(row.getString("warehouse")),
                        Layout.valueOf(row.getString("layout"))))
                .list();
    }

    @Override
    public void insert(Catalog catalog, long now) {
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(catalog.id()))
                .bind("name", catalog.name())
                .bind("warehouse", catalog.warehouse().toString())
                .bind("layout", catalog.layout().name())
                .bind("now", now)
                .execute();
    }
}
