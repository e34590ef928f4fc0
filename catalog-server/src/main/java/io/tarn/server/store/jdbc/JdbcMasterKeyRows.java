package io.tarn.server.store.jdbc;

import io.tarn.server.store.MasterKeyRows;
import java.util.List;
import org.jdbi.v3.core.Handle;

record JdbcMasterKeyRows(Handle handle) implements MasterKeyRows {
    @Override
    public List<Known> all() {
        return handle.createQuery("select id, made_at, canary, retired from master_key order by made_at, id")
                .map((row, context) -> new Known(
                        row.getString("id"),
                        row.getLong("made_at"),
                        JdbcAuditSeals.hex(row, "canary"),
                        row.getBoolean("retired")))
                .list();
    }

    @Override
    public void insert(Known key) {
        handle.createUpdate(
                        "insert into master_key (id, made_at, canary, retired) values (:id, :at, :canary, :retired)")
                .bind("id", key.id())
                .bind("at", key.madeAt())
                .bind("canary", JdbcAuditSeals.bytes(key.canary()))
                .bind("retired", key.retired())
                .execute();
    }

    @Override
    public void retire(String id) {
        handle.createUpdate("update master_key set retired = true where id = :id")
                .bind("id", id)
                .execute();
    }

    @Override
    public boolean hold(String id) {
        return handle.createUpdate("update master_key set retired = false where id = :id and retired = false")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
